"""Status pages: published incidents as states and maintenance windows, published daily minutes as counts."""
