"""What runs inside or beside the user's process. Standard library only, imports nothing of ours."""
