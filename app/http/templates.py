"""The templates of pages, and the folder of the files that the pages load."""

from functools import cache, partial

from fastapi.templating import Jinja2Templates

from app.http.assets import static_imports
from app.settings import HOME

STATIC = HOME / "static"
TEMPLATES = Jinja2Templates(HOME / "templates")
TEMPLATES.env.globals["imports"] = cache(partial(static_imports, HOME))
