"""What need not be worked out twice, on disk: the corpus as read, and each rule as drawn.

Names hold a digest of the law and of the engine, so nothing in the cache can be out of date. It holds
law alone, never a fact that somebody gave.
"""

from __future__ import annotations

import gc
import os
import pickle
from pathlib import Path
from typing import Any, ClassVar

DAY = 86_400


def folder() -> Path:
    """Where the cache is."""
    home = os.environ.get("AMPARO_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "amparo"


def stored(digest: str, name: str) -> Any:
    """What was stored under a name for this text of the law: a file of our own, in a folder only we can
    write. None if it is not there, damaged, or could be somebody else's."""
    collecting = gc.isenabled()
    gc.disable()  # tens of thousands of new objects and none of them garbage
    try:
        home = folder() / digest
        with (home / name).open("rb") as file:
            if not (_only_ours(home.stat()) and _only_ours(os.fstat(file.fileno()))):
                return None
            return pickle.load(file)  # noqa: S301 - only what we wrote ourselves
    except Exception:
        return None
    finally:
        if collecting:
            gc.enable()


def _only_ours(found: os.stat_result) -> bool:
    """Could nobody but us, or root, have written it? To read it is to run what it says."""
    return found.st_uid in (os.geteuid(), 0) and not found.st_mode & 0o022


def store(digest: str, name: str, value: Any) -> None:
    """Write a value whole or not at all; a folder that cannot be written is no error."""
    import tempfile

    try:
        home = folder() / digest
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=home, delete=False) as file:
            try:
                pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
                file.flush()
            except OSError:
                os.unlink(file.name)
                raise
        os.replace(file.name, home / name)
    except OSError:
        pass


def tidy(digest: str) -> None:
    """Remove what belongs to other texts of the law and has not been added to for a day."""
    import shutil

    try:
        limit = (folder() / digest).stat().st_mtime - DAY
        for old in folder().iterdir():
            if old.name != digest and old.stat().st_mtime < limit:
                shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    except OSError:
        pass


class Later:
    """A record some of whose fields are read from the cache only when somebody looks at them."""

    later: ClassVar[tuple[str, ...]]

    def __getstate__(self) -> dict[str, Any]:
        state = {k: v for k, v in self.__dict__.items() if k not in self.later}
        if "_packed" not in state:
            state["_packed"] = pickle.dumps([self.__dict__[k] for k in self.later], pickle.HIGHEST_PROTOCOL)
        return state

    def __getattr__(self, name: str) -> Any:
        if name in self.later and "_packed" in self.__dict__:
            values = pickle.loads(self.__dict__["_packed"])  # noqa: S301 - as above
            self.__dict__.update(zip(self.later, values, strict=True))
            return self.__dict__[name]
        raise AttributeError(name)
