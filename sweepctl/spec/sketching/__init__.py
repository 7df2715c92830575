"""From what is known of a program to a sweep file that makes sense."""
