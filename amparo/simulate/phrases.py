"""The words around the figures, in English and Spanish. Both have the same keys; a test keeps it so.

A verdict on a question is said of requests here ("must not"), in the words of `amparo.law.phrases`.
"""

from __future__ import annotations

EN = {
    "law.own": "the law of each record's own city or state",
    "law.place": "the law of {place}",
    "law.draft": "the draft, read as {law}",
    "when.on": "as it stands on {date}",
    "when.its_day": "as it stood on the day of each record",
    "title": "{question}: {data}",
    "setting": "{judged} of {records} {unit} in {file}, under {law}, {when}.",
    "period": "The {unit} are from {first} to {last}.",
    "elsewhere": "{many} are not from {place} and are not counted.",
    "set_apart": "{many} are set apart: {why}.",
    "assumed": "Taken to be so in every record, though the data do not say it: {facts}.",
    "alone": "{many} of {judged} are judged by federal law alone: for {uncovered} the law of their state is not "
    "here, and {unplaced} have no state recorded. A law of theirs may decide otherwise.",
    "all_by_one": "Every record is judged by this one law, wherever it is from.",
    "missing.caveat": "What the data do not hold is not known here. Undecided does not mean that the law leaves it "
    "open: one more fact may decide it.",
    "notice": "Information, not legal advice.",
    "of": "{many} of {all} ({share})",
    "of.plain": "{many} of {all}",
    "unit.all": "All",
    "records": "Records",
    "share": "Share",
    "not_recorded": "Not recorded",
    "fig.outcomes": "What the law says, beside what was recorded",
    "fig.by": "What the law says, by {dimension}",
    "fig.map": "What the law says, on the map",
    "fig.possible": "What the law may still say where it is not decided",
    "fig.missing": "Facts that are missing where the law does not decide",
    "fig.because": "The sections that decide",
    "fig.changes": "What the draft would change",
    "say.outcomes": "Of {all} {unit}: {parts}.",
    "say.by": "{all} {unit} in all.",
    "note.bars": "Each bar has its own number.",
    "note.top": "Drawn are the {shown} with most {unit}, of {groups}; the table has all.",
    "say.map": "The sign in a state is what the law says of most of its {unit}. Together {all}; not drawn: {left}.",
    "say.nothing_left": "none",
    "say.possible": "{many} of {all} {unit} are undecided. What the law says of each is one of these, and the facts "
    "that are missing settle which.",
    "say.missing": "{many} of {all} {unit} are undecided. Of those, the number in which each fact could still settle "
    "something; one may lack several.",
    "say.because": "{many} of {all} {unit} are decided. A verdict may rest on several sections.",
    "say.changes": "The draft changes the verdict on {many} of {all} {unit}. The facts are the same.",
    "say.possible_changed": "Of the records that stay undecided, {many} may still have other verdicts than today.",
    "head.before": "Today",
    "head.after": "Draft",
    "head.possible": "Still possible",
    "head.fact": "Fact",
    "head.section": "Section",
    "head.outcome": "Recorded outcome",
    "head.changed": "Changed by the draft",
    "head.most": "Most often",
    "head.with": "Records with it",
    "month": "{month} {year}",
    "map.part": "{name}: {many} {unit}. {parts}.",
    "map.none": "{name}: no {unit}.",
    "map.alone": "Federal law alone: the law of the state is not here.",
}

ES = {
    "law.own": "la ley de la ciudad o del estado de cada registro",
    "law.place": "la ley de {place}",
    "law.draft": "el borrador, leído como {law}",
    "when.on": "tal como rige el {date}",
    "when.its_day": "tal como regía el día de cada registro",
    "title": "{question}: {data}",
    "setting": "{judged} de {records} {unit} en {file}, según {law}, {when}.",
    "period": "Las {unit} van del {first} al {last}.",
    "elsewhere": "{many} no son de {place} y no se cuentan.",
    "set_apart": "{many} quedan aparte: {why}.",
    "assumed": "Se da por cierto en cada registro, aunque los datos no lo dicen: {facts}.",
    "alone": "{many} de {judged} se juzgan solo por la ley federal: la ley del estado de {uncovered} no está aquí, y "
    "{unplaced} no tienen estado registrado. Una ley suya puede decidir otra cosa.",
    "all_by_one": "Cada registro se juzga por esta única ley, venga de donde venga.",
    "missing.caveat": "Lo que los datos no dicen, aquí no se sabe. Sin decidir no significa que la ley lo deje "
    "abierto: un dato más puede decidirlo.",
    "notice": "Información, no asesoría legal.",
    "of": "{many} de {all} ({share})",
    "of.plain": "{many} de {all}",
    "unit.all": "Todas",
    "records": "Registros",
    "share": "Parte",
    "not_recorded": "Sin registrar",
    "fig.outcomes": "Qué dice la ley, junto a lo que se registró",
    "fig.by": "Qué dice la ley, por {dimension}",
    "fig.map": "Qué dice la ley, en el mapa",
    "fig.possible": "Qué puede decir todavía la ley donde no está decidido",
    "fig.missing": "Datos que faltan donde la ley no decide",
    "fig.because": "Las secciones que deciden",
    "fig.changes": "Qué cambiaría el borrador",
    "say.outcomes": "De {all} {unit}: {parts}.",
    "say.by": "{all} {unit} en total.",
    "note.bars": "Cada barra lleva su propio número.",
    "note.top": "El dibujo muestra los {shown} con más {unit}, de {groups}; la tabla los tiene todos.",
    "say.map": "El signo en un estado es lo que la ley dice de la mayor parte de sus {unit}. En total {all}; sin "
    "dibujar: {left}.",
    "say.nothing_left": "ninguna",
    "say.possible": "{many} de {all} {unit} están sin decidir. Lo que la ley dice de cada una es una de estas cosas, y "
    "los datos que faltan deciden cuál.",
    "say.missing": "{many} de {all} {unit} están sin decidir. De ellas, el número en que cada dato todavía podría "
    "decidir algo; a una pueden faltarle varios.",
    "say.because": "{many} de {all} {unit} están decididas. Un resultado puede apoyarse en varias secciones.",
    "say.changes": "El borrador cambia el resultado de {many} de {all} {unit}. Los datos son los mismos.",
    "say.possible_changed": "De los registros que siguen sin decidir, {many} pueden tener otros resultados que hoy.",
    "head.before": "Hoy",
    "head.after": "Borrador",
    "head.possible": "Todavía posible",
    "head.fact": "Dato",
    "head.section": "Sección",
    "head.outcome": "Resultado registrado",
    "head.changed": "Cambia con el borrador",
    "head.most": "Lo más frecuente",
    "head.with": "Registros con ello",
    "month": "{month} de {year}",
    "map.part": "{name}: {many} {unit}. {parts}.",
    "map.none": "{name}: ninguna de las {unit}.",
    "map.alone": "Solo la ley federal: la ley del estado no está aquí.",
}

PHRASES = {"en": EN, "es": ES}
SIGNS = {
    "forbidden": "■", "permitted": "●", "required": "▲", "conflict": "◆", "silent": "–", "undecided": "○",
}  # fmt: skip
"""The sign beside a verdict, as `amparo ask` prints it."""
