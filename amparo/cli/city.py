"""`amparo city …`: the cities that run here."""

from __future__ import annotations

import click

from amparo.cli.lazy import LazyGroup

COMMANDS = {
    "add": ("amparo.cli.city:add", "Add a city."),
    "list": ("amparo.cli.city:list_", "List the cities that run here."),
}
city = LazyGroup("city", COMMANDS, help="Add and list the cities that run here.")


@click.command()
@click.option("--in", "place", required=True, metavar="PLACE", help="Its place in the law, like us/il/chicago.")
@click.option("--slug", help="Its name in addresses; the last part of the place if left out.")
@click.option("--name", help="Its name; that of the place if left out.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="A language it offers; may be repeated.")
@click.option("--zone", "time_zone", help="Its time zone, like America/Chicago; that of the place if left out.")
@click.option("--colour", help="Its accent colour, like #1d4e5f.")
@click.option("--hotline", "hotlines", multiple=True, metavar="NAME=NUMBER", help="A hotline; may be repeated.")
@click.option("--like", metavar="SLUG", help="A city whose languages, colour and organisations it takes over.")
def add(place: str, like: str | None, hotlines: tuple[str, ...], languages: tuple[str, ...], **given: str) -> int:
    """Add a city.

    \b
      amparo city add --in us/il/chicago --hotline "Legal aid=312-555-0100"
    """
    from django.core.exceptions import ValidationError

    from amparo.core.setup import database
    from amparo.law import load

    law = load()
    numbers = [hotline(text) for text in hotlines]
    with database():
        from amparo.core.access import cities
        from amparo.core.newcity import found_city

        model = cities.city(like) if like else None
        if like and model is None:
            there = ", ".join(c.slug for c in cities.cities()) or "none yet"
            raise click.UsageError(f"There is no city '{like}' here. There are: {there}.")
        try:
            made = found_city(law, place, {**given, "languages": list(languages), "hotlines": numbers}, model)
        except ValidationError as error:
            for sentences in error.message_dict.values():
                click.echo(" ".join(sentences), err=True)
            return 2
        click.echo(f"{made.name} runs here as '{made.slug}', in {', '.join(made.languages)}.")
    return 0


def hotline(text: str) -> dict[str, object]:
    """NAME=NUMBER as a hotline."""
    name, sign, number = text.partition("=")
    if not (sign and name.strip() and number.strip()):
        raise click.UsageError(f"'{text}' is no hotline. Write it like 'Legal aid=312-555-0100'.")
    return {"name": {"en": name.strip()}, "number": number.strip(), "hours": {}}


@click.command("list")
def list_() -> None:
    """List the cities that run here."""
    from amparo.core.setup import database

    with database(new=False):
        from amparo.core.access import cities

        found = cities.cities()
        if not found:
            click.echo("No city runs here yet. `amparo city add` adds one.")
        for one in found:
            click.echo(f"{one.slug:<20} {one.name}  ({one.place}; {', '.join(one.languages)}; {one.time_zone})")
