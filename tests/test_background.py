"""Work after a build goes on step by step, until the next build stops it."""

from collections.abc import Iterator
from threading import Event

from k2evidence.publish.background import Background


def test_every_step_is_done() -> None:
    """In order, while the caller goes on."""
    done: list[int] = []
    finished = Event()

    def work() -> Iterator[None]:
        for step in range(3):
            done.append(step)
            yield
        finished.set()

    background = Background()
    background.start(work())
    assert finished.wait(10)
    background.stop()
    assert done == [0, 1, 2]


def test_stopping_waits_for_one_step_and_leaves_out_the_rest() -> None:
    """And the next work starts afresh."""
    done: list[str] = []
    begun, let_go = Event(), Event()

    def work(name: str) -> Iterator[None]:
        begun.set()
        let_go.wait(10)
        done.append(name)
        yield
        done.append(f"{name}, a further step")
        yield

    background = Background()
    background.start(work("first"))
    assert begun.wait(10)
    background._stopped.set()
    let_go.set()
    background.stop()
    assert done == ["first"]
    background.start(work("second"))
    background._thread.join(10)  # type: ignore[union-attr]
    assert done == ["first", "second", "second, a further step"]


def test_stopping_without_work_is_harmless() -> None:
    """As before the first build."""
    Background().stop()
