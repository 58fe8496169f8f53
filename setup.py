"""The four folders of the checkout are one import package: app/ installs as rounds.app, and so on."""

from setuptools import find_packages, setup

FOLDERS = ("app", "screens", "widgets", "data")

setup(
    package_dir={f"rounds.{folder}": folder for folder in FOLDERS},
    packages=[
        f"rounds.{name}"
        for folder in FOLDERS
        for name in (folder, *(f"{folder}.{sub}" for sub in find_packages(folder)))
    ],
    package_data={"": ["py.typed", "**/*.tcss", "**/*.toml", "**/*.sql", "**/*.mako"]},
)
