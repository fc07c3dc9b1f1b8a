"""`amparo invite …`: lets in the first people of an organisation, also where no mail is set up."""

from __future__ import annotations

import datetime

import click

ONCE = "Whoever opens this link first can use it, until it is seven days old."


@click.command()
@click.argument("email")
@click.option("--found", is_flag=True, help="Invite somebody to found a city; the options below do not matter then.")
@click.option("--city", "slug", metavar="SLUG", help="The city, as `amparo city list` names it.")
@click.option("--organisation", "where", metavar="SLUG", help="The organisation's name in addresses.")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="What they do; may be repeated.")
@click.option("--from", "starts", metavar="DAY TIME", help="A volunteer's slot, like '2026-03-02 09:00', city time.")
@click.option("--to", "ends", metavar="DAY TIME", help="When the slot ends.")
@click.option("--mail", is_flag=True, help="Send the letter as well.")
def invite(
    email: str,
    found: bool,
    slug: str | None,
    where: str | None,
    roles: tuple[str, ...],
    starts: str | None,
    ends: str | None,
    mail: bool,
) -> int:
    """Invite EMAIL to work for an organisation, and print the link, which works once within seven days.

    \b
      amparo invite ana@example.org --city chicago --organisation jail --role manager
      amparo invite ana@example.org --found
    """

    from django.core.exceptions import ValidationError

    from amparo.core.setup import database

    if not found and not (slug and where and roles):
        raise click.UsageError("Say --city, --organisation and --role, or --found for somebody who founds a city.")
    with database(new=found):
        from django.utils import timezone

        from amparo.core.access import cities, invitations
        from amparo.core.access.acting import operating
        from amparo.staff import letters

        base = letters.site_base()
        if found:
            return _founder(email, base)
        assert slug
        assert where
        city = cities.city(slug)
        if city is None:
            there = ", ".join(c.slug for c in cities.cities()) or "none yet"
            raise click.UsageError(f"There is no city '{slug}' here. There are: {there}.")
        zone = city.zone
        with operating(city) as act:
            organisation = cities.organisation(act, where)
            if organisation is None:
                there = ", ".join(o.slug for o in cities.organisations(act)) or "none yet"
                raise click.UsageError(f"There is no organisation '{where}' in {city.name}. There are: {there}.")
            try:
                made, secret = invitations.invite(
                    act, organisation, email, roles, timezone.now(), _moment(starts, zone), _moment(ends, zone)
                )
            except ValidationError as error:
                for sentences in error.message_dict.values():
                    click.echo(" ".join(sentences), err=True)
                return 2
            if mail:
                letters.invitation(act, made.email, secret, made.expires, base)
        click.echo(base + letters.address(city, "join", secret))
        click.echo(ONCE, err=True)
    return 0


def _founder(email: str, base: str) -> int:
    from django.core.exceptions import ValidationError
    from django.urls import reverse
    from django.utils import timezone

    from amparo.core.access import invitations
    from amparo.core.access.acting import operating

    with operating() as act:
        try:
            _made, secret = invitations.invite_founder(act, email, timezone.now())
        except ValidationError as error:
            click.echo(" ".join(error.messages), err=True)
            return 2
    click.echo(base + reverse("found", args=[secret]))
    click.echo(ONCE, err=True)
    return 0


def _moment(text: str | None, zone: datetime.tzinfo) -> datetime.datetime | None:
    """A day and time as typed, in the city's time."""
    if text is None:
        return None
    try:
        typed = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"'{text}' is no day and time. Write it like '2026-03-02 09:00'.") from None
    if typed.tzinfo is not None:
        raise click.UsageError(f"'{text}' names a time zone. Leave it out: the slot is in the city's time.")
    return typed.replace(tzinfo=zone)
