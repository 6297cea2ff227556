"""Every code a problem of an agreement can have, with what the mistake would lead to. Codes are permanent."""

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["WHY"]

WHY: Mapping[str, str] = MappingProxyType(
    {
        # --- the file
        "file-missing": "Nothing can be checked that is not there.",
        "file-not-readable": "Nothing can be checked that cannot be read.",
        "file-too-large": "No agreement is that long; this is most likely another file.",
        "not-utf-8": "The same bytes would be other letters on another machine, and names would no longer match.",
        "hidden-character": "Two texts that look alike could differ, or one text could show what it does not say.",
        "tab-indentation": "A tab is as wide as the editor pleases, so nobody can see what belongs to what.",
        "nothing-written": "An empty file promises nothing.",
        "not-a-table": "Without keys nothing says what the values mean.",
        # --- YAML
        "not-yaml": "A program that guessed here would guess what was promised.",
        "yaml-directive": "It would change how the rest is read without a trace in the rest.",
        "yaml-tag": "It changes the meaning of a value that looks the same without it.",
        "several-documents": "Nobody could say which of them is the revision that was signed.",
        "alias": (
            "Whoever changes the one place changes the other without seeing it, and a few lines can grow without limit."
        ),
        "merge-key": "Whoever changes the other place changes this one without seeing it.",
        "duplicate-key": "Programs keep the last, people remember the first.",
        "key-not-text": "A key that is not a word names nothing.",
        "nested-too-deep": "Nobody can read it, and a program can be brought down with it.",
        "too-many-values": "No agreement is that long; this is most likely another file.",
        # --- keys and values
        "unknown-key": "A key nobody knows would be ignored, and with it what somebody meant to agree.",
        "unknown-word": "A word nobody knows would be understood by each side in its own way.",
        "not-in-this-version": "A program that read past it would leave out part of what was agreed.",
        "key-of-another-measure": "It would have no effect, and one side would believe it had.",
        "unknown-measure": "Without a named measure each side computes its own figure.",
        "missing-key": "What is not said is argued about later.",
        "companion-missing": "One of the two alone has no meaning.",
        "said-in-two-ways": "Each side would rely on the one that suits it.",
        "said-twice": "The second adds nothing, or a different name was meant.",
        "nothing-said": "A key without a value may mean none, all, or that somebody forgot.",
        "wrong-kind": "What stands here has no meaning in this place.",
        "not-a-name": "Other parts refer to it by this name, letter by letter.",
        "reserved-name": "It has a fixed meaning, and would now have two.",
        # --- numbers
        "not-a-whole-number": "Half of a thing that is counted does not exist.",
        "not-a-number": "It cannot be compared with a figure.",
        "not-positive": "Nothing would follow from it.",
        "leading-zero": "`012` is 12 to a person and 10 to many programs.",
        "decimal-comma": "`99,9` is 99.9 in one country, two numbers in another, 999 in a third.",
        "clock-as-number": "`1:30` is half past one to a person and 90 to many programs.",
        "not-a-percentage": "99.9 may be a share, a number, or minutes.",
        "share-above-100": "Nothing has more parts than it has.",
        "not-an-amount": "An amount that can be read in two ways is paid in the wrong one.",
        "amount-too-fine": "The currency has no coin for it, so the sum on paper would not be the sum that is paid.",
        # --- time
        "not-a-duration": "Without a unit and a clock no deadline follows from it.",
        "bare-days": "By closing time, to the minute, in open hours, or with weekends: each side picks its own.",
        "no-unit": "Hours and minutes differ by sixty.",
        "unknown-unit": "A unit written in many ways is read in many ways.",
        "zero-duration": "Nobody can do anything in no time, and nothing is shorter.",
        "negative-duration": "A deadline before the start is always missed.",
        "duration-too-long": "It ends long after the agreement does, so it never matters.",
        "not-a-time": "`8` may be morning or evening, `24:30` is neither.",
        "not-a-time-cap": "A limit without a window is used up once and for ever, or never.",
        "not-opening-hours": "It decides which hours count on every clock that uses it.",
        "empty-opening": "It may mean no time or all day: 24 hours of difference every day.",
        "openings-overlap": "The same hour would be said twice, and one of the two is most likely a slip.",
        "not-a-weekday": "Hours on an unknown day would never count.",
        "day-said-twice": "The two say different things about the same day.",
        "not-a-date": "`03/04/2026` is March in one country and April in another.",
        "no-such-date": "What is due on a day that never comes is never due.",
        "date-out-of-range": "No agreement runs then; it is most likely a slip.",
        "not-a-recurrence": "Without a rule nobody knows which report is late.",
        "unknown-zone": "A month would begin and end at other instants for each side.",
        "unknown-holidays": "The days on which a clock stands still would be anybody's guess.",
        "never-opens": "A clock on this calendar never runs: nothing is ever late, and no service time exists.",
        "calendar-unsaid": "A working day is a day on which a certain calendar opens, and there are several.",
        "working-day-without-calendar": "`always` has no working days; it would be due at midnight, Sundays too.",
        "hours-unsaid": "A clock without hours runs at night for one side and by day for the other.",
        # --- targets
        "not-a-target": "Whether it is met must not depend on who reads it.",
        "vague-target": "It cannot be computed, so it cannot be missed.",
        "target-above-100": "It is missed whatever happens.",
        "target-always-met": "It promises nothing.",
        "percentile-out-of-range": "It picks no item of the sample.",
        "statistic-of-days": "The average of moments on different days is not a length of time.",
        "target-of-another-measure": "The figure and the target cannot be compared.",
        "aim-easier-than-target": "An aim that is reached before the target is owed sets nobody a goal.",
        "not-a-condition": "What it selects would depend on who reads it.",
        # --- how parts belong together
        "unknown-profile": "Rules that nobody published bind nobody.",
        "unknown-language-version": "The same words may mean other things in another version.",
        "unknown-currency": "Without a currency an amount is a number.",
        "unknown-calendar": "Which hours count would be open.",
        "unknown-service": "What is promised would be about nothing.",
        "unknown-exclusion": "A reason that is not defined could take out any time.",
        "unknown-promise": "Credits for a promise that does not exist are never paid.",
        "rule-missing": "Both sides will answer the question later, each in its own favour.",
        "up-when-missing": "Whether it was down will be argued about for each incident.",
        "too-few-parts": "So many can never be up, so the service is always down.",
        "pause-before-response": "A clock that can be paused before anybody has answered never runs out.",
        "clock-stops-at-start": "No time ever passes on this clock.",
        "counted-by-unsaid": (
            "The same ticket would count in the month it was opened for one side and the month it was closed for the "
            "other."
        ),
        "counted-by-unneeded": "It would have no effect: these have one date of their own.",
        "term-ends-before-start": "The agreement would never be in force.",
        "effective-outside-term": "The revision would never apply.",
        "first-date-outside-term": "The obligation would never fall due.",
        # --- money
        "credit-when-met": "The provider would pay although it kept the promise.",
        "band-said-twice": "Two credits for the same figure: each side picks one.",
        "worse-pays-less": "Below the step it would pay to let things get worse.",
        "band-of-another-measure": "The figure is never on either side of this limit.",
        "credit-for-clients-promise": "The client would be paid for its own failure.",
        "row-unsaid": "It is open which row's figure is meant.",
        "no-charge": "A share of a charge that is not written down is argued about when it is due.",
        "cap-base-unneeded": "An amount is not a share of anything; one of the two was not meant.",
        "cap-base-missing": "A percentage of what?",
    }
)
