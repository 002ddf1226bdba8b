"""The demo: real institutions, fictional employers and people, and cases whose histories the services made."""
