"""A city's records are not there for anyone who stands in another, whatever the code asks for."""

from __future__ import annotations

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, connections, transaction

from amparo.core.access import cities, members
from amparo.core.access.acting import Denied, operating, working
from amparo.core.models import AuditLine, City, Membership, Organisation
from amparo.core.rights import Right
from amparo.core.storage.errors import StorageError
from amparo.core.storage.prepare import prepare
from amparo.core.storage.walls import standing

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def counted(model):
    return model.guarded.count()


def test_promise_4_who_stands_nowhere_sees_no_organisation_no_member_and_no_line(city, hire):
    hire(city, "jail", "clerk")
    assert (counted(Organisation), counted(Membership), counted(AuditLine)) == (0, 0, 0)
    with standing():
        assert (counted(Organisation), counted(Membership), counted(AuditLine)) == (0, 0, 0)


def test_promise_4_who_stands_in_a_city_sees_that_city(city, other_city, hire):
    hire(city, "jail", "clerk")
    with standing(city.pk):
        assert sorted(o.slug for o in Organisation.guarded.all()) == ["jail", "legal-aid"]
        assert {o.city_id for o in Organisation.guarded.all()} == {city.pk}
        assert (counted(Membership), counted(AuditLine)) == (1, 4)
    with standing(other_city.pk):
        assert (counted(Membership), counted(AuditLine)) == (0, 3)


def test_promise_4_nothing_is_written_into_another_city(city, other_city):
    with pytest.raises(ProgrammingError, match="row-level security"), standing(city.pk):
        Organisation(city=other_city, slug="spy", name="Spy", kind="jail").save(force_insert=True)
    with standing(city.pk):
        assert Organisation.guarded.filter(city=other_city).update(name="Taken") == 0
        assert City.guarded.filter(pk=other_city.pk).update(name="Taken") == 0
        assert City.guarded.filter(pk=city.pk).update(colour="#224466") == 1
    with standing(other_city.pk):
        assert sorted(o.slug for o in Organisation.guarded.all()) == ["jail", "legal-aid"]
    assert cities.city(other_city.slug).name == other_city.name


def test_promise_4_a_connection_that_is_used_again_stands_nowhere(city):
    with standing(city.pk):
        assert counted(Organisation) == 2
    assert counted(Organisation) == 0
    with pytest.raises(ZeroDivisionError), standing(city.pk):
        raise ZeroDivisionError
    assert counted(Organisation) == 0


def test_one_does_not_step_from_a_city_into_another(city, other_city):
    with standing(city.pk), pytest.raises(StorageError, match="end this one before"), standing(other_city.pk):
        pass


def test_the_site_works_as_a_role_that_owns_nothing_and_cannot_step_around(storage):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole "
            "FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("amparo_web", False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = 'amparo_web'")
        assert cursor.fetchone() == (0,)
    for statement in (
        "ALTER TABLE core_organisation DISABLE ROW LEVEL SECURITY", "CREATE TABLE mine (id int)",
        "SET ROLE amparo_owner", "DELETE FROM core_city", "DELETE FROM core_organisation",
        "SELECT setval('core_city_id_seq', 1)", "TRUNCATE core_auditline",
    ):  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_every_table_of_ours_stands_behind_the_wall_that_it_names(storage):
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        found = dict(cursor.fetchall())
    for model in apps.get_app_config("core").get_models():
        assert found[model._meta.db_table] == (model.wall.sees is not None), model
    assert not found["core_staff"]


def test_preparing_again_changes_nothing(city, storage):
    with connections["owner"].cursor() as cursor:
        sql = "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
        cursor.execute(sql)
        before = cursor.fetchall()
        assert prepare() == []
        cursor.execute(sql)
        assert cursor.fetchall() == before
    assert cities.city(city.slug) == city


# ---- acting ----------------------------------------------------------------------------------------
def test_staff_work_in_the_cities_where_they_are_members(city, other_city, hire):
    clerk = hire(city, "jail", "clerk")
    with working(clerk, city, NOON) as act:
        assert [o.slug for o in act.organisations] == ["jail"]
        [jail] = act.organisations
        assert sorted(act.rights[jail.pk]) == ["requests.read", "requests.record"]
    with pytest.raises(Denied), working(clerk, other_city, NOON):
        pytest.fail("They came in.")


def test_a_volunteer_is_let_in_during_their_slot_only(city, hire):
    slot = {"starts": NOON, "ends": NOON + datetime.timedelta(hours=4)}
    volunteer = hire(city, "legal-aid", "advocate", **slot)
    for minutes, inside in ((-1, False), (0, True), (239, True), (240, False)):
        try:
            with working(volunteer, city, NOON + datetime.timedelta(minutes=minutes)):
                assert inside
        except Denied:
            assert not inside


def test_who_left_gets_in_no_more(city, hire):
    clerk = hire(city, "jail", "clerk")
    with operating(city) as act:
        [membership] = members.members(act, cities.organisation(act, "jail"))
        members.end_member(act, membership, NOON)
    with pytest.raises(Denied), working(clerk, city, NOON):
        pytest.fail("They came in.")


def test_a_right_in_one_organisation_gives_none_in_another(city, hire):
    both = hire(city, "jail", "clerk")
    with operating(city) as act:
        members.add_member(act, both, cities.organisation(act, "legal-aid"), ["advocate"], NOON)
    with working(both, city, NOON) as act:
        jail, aid = act.organisation("jail"), act.organisation("legal-aid")
        assert act.may(Right.REQUESTS_READ, jail)
        assert not act.may(Right.REQUESTS_READ, aid)
        assert act.where(Right.PEOPLE_READ) == (aid,)
        with pytest.raises(Denied):
            act.need(Right.PEOPLE_READ, jail)
        with pytest.raises(Denied):
            act.need_in_city(Right.PEOPLE_READ)


def test_a_citys_office_lets_in_the_first_manager_of_an_organisation_and_nobody_after(city, hire):
    with operating(city) as act:
        office = cities.add_organisation(act, {"slug": "city-office", "name": "City office", "kind": "city_office"})
    mayor, head, friend = hire(city, office.slug, "manager"), hire(city, "jail", "clerk"), hire(city, "jail", "clerk")
    with working(mayor, city, NOON) as act:
        aid = cities.organisation(act, "legal-aid")
        members.add_member(act, head, aid, ["manager"], NOON)
        with pytest.raises(Denied):
            members.add_member(act, friend, aid, ["advocate"], NOON)
        with pytest.raises(Denied):
            members.members(act, aid)
    with working(head, city, NOON) as act:
        members.add_member(act, friend, act.organisation("legal-aid"), ["advocate"], NOON)
        with pytest.raises(Denied):
            members.add_member(act, friend, cities.organisation(act, "city-office"), ["manager"], NOON)


def test_without_the_right_nothing_is_returned_or_changed(city, hire):
    clerk = hire(city, "jail", "clerk")
    with working(clerk, city, NOON) as act:
        with pytest.raises(Denied):
            members.members(act, act.organisation("jail"))
        with pytest.raises(Denied):
            cities.add_organisation(act, {"slug": "new", "name": "New", "kind": "jail"})
    with standing(city.pk):
        assert (counted(Organisation), counted(AuditLine)) == (2, 4)


def test_a_role_that_is_none_is_refused_with_a_sentence(city, hire):
    with pytest.raises(ValidationError) as error:
        hire(city, "jail", "clerk", "king")
    [said] = error.value.message_dict["roles"]
    assert said.startswith("There is no role 'king'. There are clerk, supervisor, ")
