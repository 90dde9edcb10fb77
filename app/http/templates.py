"""The templates of pages, and the files that the pages load."""

from fastapi.templating import Jinja2Templates

from app.http.joined_modules import Joiner
from app.settings import HOME

STATIC = HOME / "static"
TEMPLATES = Jinja2Templates(HOME / "templates")
MODULES = Joiner(
    HOME,
    {
        "static/js/pages/playground.js": ["static/js/pages/reports.js"],
        "static/js/workers/painter.js": [],
    },
)
