"""Makes files of a run: event files for TensorBoard, a film."""

from app.runs.answers import EVENT_FILES, FILM, FileAnswer
from app.services.run_reader import RunReader


class RunFiles(RunReader):
    """Makes the files of one request."""

    async def event_files(self, time: float) -> FileAnswer:
        """Return event files in a zip; `time` is the present, in seconds since 1970."""
        return await self._ask(EVENT_FILES, name=self._run.id, time=time)

    async def film(self) -> FileAnswer:
        """Return the run's map at its stored epochs, as an animated GIF."""
        return await self._ask(FILM)
