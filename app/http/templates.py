"""The templates of pages, and the files that the pages load."""

from fastapi.templating import Jinja2Templates

from app.http.joined_modules import Entry, Joiner
from app.settings import HOME

STATIC = HOME / "static"
TEMPLATES = Jinja2Templates(HOME / "templates")
MODULES = Joiner(
    HOME,
    Entry(
        "static/js/pages/playground.js",
        stage="static/js/views/stage.js",
        besides=("static/js/pages/own_experiments.js", "static/js/pages/reports.js"),
    ),
    Entry("static/js/workers/painter.js"),
)
