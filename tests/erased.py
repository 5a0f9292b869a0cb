"""Somebody who is to be erased, and a look for them in everything that a database holds."""

import asyncio
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import text

from domain.audit import Verdict
from services.audit_chain import AuditChain
from tests.handlers.looks import looking
from tests.world import Town

# What nobody else is called, in every shape in which the house keeps it.
NAME, COMPANY = "Zebulonia Quarkwright", "Vexmarch Ltd"
MAIL, PHONE = "zq@vexmarch.example", "+49 30 7654321"
WORDS = ("zebulonia", "quarkwright", "vexmarch", "7654321", "flamboozle", "grimblequist")
PERSON: dict[str, Any] = {
    "name": NAME,
    "company": COMPANY,
    "email": MAIL,
    "phone": PHONE,
    "message": "Call me about the flamboozle",
    "fields": {"nickname": "Grimblequist"},
}


async def found_in(town: Town) -> set[str]:
    """Look for the person's words in the whole file, or in every column of every table."""
    url = town.house.settings.database_url.get_secret_value()
    if url.startswith("sqlite"):
        path = Path(url.partition("///")[2])
        files = [str(each) for each in path.parent.glob(path.name + "*") if each.is_file()]
        # By a process of its own: whoever closes the file gives up the locks that SQLite holds
        # for this one.
        read = await asyncio.create_subprocess_exec("cat", *files, stdout=subprocess.PIPE)
        everything, _ = await read.communicate()
        return {each for each in WORDS if each.encode() in everything.lower()}
    async with looking(town) as connection:
        tables = await connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        everything_ = ""
        for table in tables.scalars().all():
            lines = await connection.execute(text(f"SELECT t::text FROM {table} t"))  # noqa: S608 -- its own names
            everything_ += "\n".join(lines.scalars().all()).lower()
    return {each for each in WORDS if each in everything_}


async def verdict(town: Town) -> Verdict:
    services = town.house.services
    chain = AuditChain(services.erasing.storage, services.doors)
    (found,) = [each.verdict async for each in chain.verify(2) if each.verdict]
    return found
