"""From what a script prints or records to metric points: bytes → lines → readings → points and figures."""
