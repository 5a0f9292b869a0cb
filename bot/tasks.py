"""The one owner of background work: it keeps the reference, logs the failure and cancels."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog

RESTART_AFTER = 1.0

log = structlog.get_logger(__name__)


class Tasks:
    """Everything that runs beside the requests."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run *work* once; a failure is logged and ends it."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def keep_running(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Run *work* until it returns; after a failure begin it again."""
        self.start(name, _again_and_again(name, work))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("task_failed", task=task.get_name(), exc_info=error)

    async def wait_for(self, name: str, seconds: float) -> None:
        """Let the work of that name end by itself, at most for *seconds*."""
        if named := self._named(name):
            await asyncio.wait(named, timeout=seconds)

    def cancel(self, *names: str) -> None:
        """End work that never ends by itself."""
        for name in names:
            for task in self._named(name):
                task.cancel()

    def _named(self, name: str) -> list[asyncio.Task[None]]:
        return [task for task in self._tasks if task.get_name() == name]

    async def finish(self, seconds: float) -> None:
        """Let everything end by itself for *seconds*, then cancel what is left.

        What ends may begin something more, such as its report.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        while self._tasks and clock() < end:
            await asyncio.wait(self._tasks, timeout=end - clock())
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _again_and_again(name: str, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            return await work()
        except Exception:
            log.exception("task_restarts", task=name)
            await asyncio.sleep(RESTART_AFTER)
