"""Where settings are looked for in, the settings out: the named file, else beside the contracts, else in the root."""

from pathlib import Path

from contractkit.errors import UsageError
from contractkit.options import Options
from contractkit.settings import Settings
from contractkit.settings.file import read_settings

SETTINGS_FILE = "contractkit.yaml"


def settings_beside(folder: Path, options: Options) -> Settings:
    """The settings of a contracts folder, defaults where there is no file. Raises UsageError."""
    candidates = (options.config, folder / SETTINGS_FILE, options.root / SETTINGS_FILE)
    path = next((p for p in candidates if p is not None and p.is_file()), None)
    if options.config is not None and path != options.config:
        raise UsageError(f"there is no settings file {options.config}")
    return Settings() if path is None else read_settings(path, root=options.root, environ=options.environ)
