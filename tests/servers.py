"""Servers that run here: `python -m tests.servers` prints PostgreSQL's and Redis's addresses if both answer."""

import os
import sys

import psycopg
import redis

POSTGRESQL = [
    f"postgresql://{user}@127.0.0.1:5432/postgres" for user in (os.environ.get("USER", "root"), "root", "postgres")
]
REDIS = ["redis://127.0.0.1:6379/9"]


def postgresql() -> str | None:
    """Where PostgreSQL answers: the environment's address, else the standard local one."""
    for address in filter(None, [os.environ.get("DATABASE_URL", ""), *POSTGRESQL]):
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.Error:
            continue
        return address
    return None


def broker() -> str | None:
    """Where Redis answers: the environment's address, else the standard local one."""
    for address in filter(None, [os.environ.get("REDIS_URL", ""), *REDIS]):
        try:
            redis.Redis.from_url(address, socket_timeout=2).ping()
        except redis.RedisError:
            continue
        return address
    return None


def both() -> dict[str, str]:
    """The environment of a run on both; empty where one of them does not answer."""
    found = {"DATABASE_URL": postgresql(), "REDIS_URL": broker()}
    return {name: value for name, value in found.items() if value} if all(found.values()) else {}


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}={value}\n" for name, value in both().items()))
