"""Django's SQLite, with writers who take turns. The file is used by several processes: web, workers, the scheduler."""
