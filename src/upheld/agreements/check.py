"""The check: every rule about how parts belong together, asked one after another, none stopping the next."""

from collections.abc import Callable, Iterator

from upheld.agreements.checks import credits, header, hours, promises, references, services, sources
from upheld.agreements.complaints import Misfit, problem_at
from upheld.agreements.form import Form
from upheld.agreements.tree import Source
from upheld.problems import Problem

__all__ = ["RULES", "check"]

RULES: tuple[Callable[[Form], Iterator[Misfit]], ...] = (
    header.term_ends_after_its_start,
    header.revision_applies_inside_the_term,
    header.obligations_start_in_time,
    hours.no_calendar_is_called_always,
    hours.calendars_open,
    hours.days_are_said_once,
    hours.openings_are_apart,
    references.calendars_are_known,
    references.services_are_known,
    references.charged_services_are_known,
    references.exclusions_are_known,
    sources.sources_are_known,
    sources.observed_items_belong_to_a_service,
    sources.preferred_sources_count,
    sources.tolerances_have_an_interval,
    services.available_services_say_when_they_are_up,
    services.enough_parts_can_be_up,
    promises.targets_fit_their_measure,
    promises.aims_are_no_easier,
    promises.elapsed_time_has_hours,
    promises.working_days_have_a_calendar,
    promises.working_days_of_notices_and_deliveries,
    promises.nothing_pauses_a_response,
    promises.clocks_end_after_their_start,
    promises.populations_have_a_date,
    credits.bands_belong_to_rows,
    credits.bands_pay_on_a_miss,
    credits.worse_never_pays_less,
    credits.services_with_credits_are_charged,
    credits.totals_are_of_something,
    credits.caps_have_their_base,
    credits.amounts_fit_the_currency,
)


def check(form: Form, source: Source) -> list[Problem]:
    """What no rule about single values can see; one problem per finding."""
    return [problem_at(complaint, source.place(mark)) for rule in RULES for mark, complaint in rule(form)]
