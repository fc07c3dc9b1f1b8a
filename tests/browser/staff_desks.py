"""Ways to the pages of desks, members, people and cities, and of coming back, each for a `Visit`."""

from __future__ import annotations


# ---- desks and members ---------------------------------------------------------------------------------
def desks(v):
    v.as_(v.house.both).go("desk/")


def desks_later(v):
    v.as_(v.house.later).go("desk/")


def no_desk(v):
    from amparo.core.access import members
    from amparo.core.access.acting import operating
    from amparo.core.models import Membership

    one = v.house._named("", "jail", "clerk")
    v.as_(one)
    with operating(v.house.city) as act:
        members.end_member(act, Membership.guarded.select_related("organisation").get(staff=one), v.house.now)
    v.go("desk/")


def no_page(v):
    v.as_(v.house.totals).at("")


def member_list(v):
    v.as_(v.house.manager).at("members/")


def member_ended(v):
    from amparo.core.access.acting import operating
    from amparo.core.models import Membership

    one = v.house._named("Somebody Ejemplo", "jail", "clerk")
    v.as_(v.house.manager)
    with operating(v.house.city):
        id = Membership.guarded.get(staff=one).pk
    v.at("members/")
    v.page.locator(f'form[action$="/{id}/end/"] button').click()


def member_list_wrong(v):
    member_list(v)
    v.page.fill("#id_email", "no address")
    v.send()


def member(v):
    member_list(v)
    v.page.locator(".does a").first.click()


def member_wrong(v):
    member(v)
    for box in v.page.locator("[name=roles]:checked").all():
        box.uncheck()
    v.send()


def first_managers(v):
    v.as_(v.house.chief).go(f"desk/{v.house.city.slug}/first-managers/")


def city_settings(v):
    v.as_(v.house.chief).go(f"desk/{v.house.city.slug}/settings/")


def city_settings_wrong(v):
    city_settings(v)
    v.page.fill("#id_hotlines", "nothing")
    v.page.fill("#id_colour", "#ffff00")
    v.send("facts")


def audit(v):
    v.as_(v.house.chief).go(f"desk/{v.house.city.slug}/record/")


# ---- people --------------------------------------------------------------------------------------------
def people(v):
    v.as_(v.house.advocate).at("people/", "legal-aid")


def nobody_on_record(v):
    v.as_(v.house._named("", "jail", "advocate")).at("people/")


def person_add(v):
    v.as_(v.house.advocate).at("people/add/", "legal-aid")


def person_add_wrong(v):
    person_add(v)
    v.page.fill("#id_expires", "2020-01-01")
    v.send()


def person_phrase(v):
    person_add(v)
    v.send()


def person(v):
    v.as_(v.house.advocate).at(f"people/{v.house.person}/", "legal-aid")


def person_without_reason(v):
    person(v)
    v.send()


def person_open(v):
    person(v)
    v.page.check('[value="call back"]')
    v.send()


def person_without_tick(v):
    person(v)
    v.page.locator('form[action$="/forget/"] button').click()


def person_guarded(v):
    v.house.guarded(True)
    person(v)
    v.house.guarded(False)


def person_partly(v):
    v.house.guarded(True)
    person_open(v)
    v.house.guarded(False)


def consents(v):
    v.house.asked()
    v.as_(v.house.custodian).at("consents/", "legal-aid")


def no_consents(v):
    v.as_(v.house._named("", "jail", "custodian")).at("consents/")


# ---- coming back ---------------------------------------------------------------------------------------
def return_choose(v):
    v.go("return/")


def return_ask(v):
    v.go(f"return/{v.house.city.slug}/")


def return_wrong(v):
    return_ask(v)
    v.page.fill("#words", "not my words")
    v.send()


def return_record(v, phrase=None):
    return_ask(v)
    v.page.fill("#words", phrase or v.house.phrase)
    v.send()


def return_record_held(v):
    return_record(v, v.house.held)


def return_without_tick(v):
    return_record(v)
    v.page.locator('[value="forget"]').click()


def return_gone(v):
    return_record(v, v.house.kept()[1])
    v.page.check("#sure")
    v.page.locator('[value="forget"]').click()
