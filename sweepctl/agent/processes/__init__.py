"""Programs as processes: started, followed, found again, ended with all that they left."""
