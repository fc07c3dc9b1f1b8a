"""Decision sheets of an invented city in English, Spanish and Arabic. No person, law or number in them is real."""

from dataclasses import replace

from amparo.core.printing.decision import DecisionSheet, Duty, Fact, Labels, Reason

ENGLISH = DecisionSheet(
    lang="en",
    city="City of Larkfield · County Jail",
    title="Decision on a federal request",
    request="Detainer, form I-247A, with an administrative warrant (form I-200)",
    reference="R-2026-0142",
    agency="Immigration and Customs Enforcement, Larkfield field office",
    received="November 3, 2026, 9:15 a.m.",
    decided="November 3, 2026, 10:02 a.m.",
    shape="square",
    verdict="The jail must not hold this person on the detainer.",
    because=[
        Reason("Larkfield Code § 9-131(b)", "The jail honors a detainer only with a warrant that a judge has signed."),
        Reason("Larkfield Code § 9-131(d)", "A form that an immigration officer has signed is not a judge’s warrant."),
    ],
    duties=[
        Duty("Give the person a copy of the request.", "§ 9-132(a)", "November 3, 2026, 9:15 p.m."),
        Duty("Tell the person’s lawyer about the request: 555-0142.", "§ 9-132(b)", "November 4, 2026"),
        Duty("Enter the request in the log that the council reads each quarter.", "§ 9-140"),
    ],
    open_facts=[],
    facts=[
        Fact("Which form came?", "I-247A"),
        Fact("Did a judge sign a warrant?", "No"),
        Fact("Has the person been convicted of a violent or serious crime?", "No"),
        Fact("Is there a final order of removal?", "Not known"),
        Fact("When would the person be released without the request?", "November 3, 2026, 4:00 p.m."),
    ],
    law_version="Law version 7f3a91c2",
    law_day="The law as it stood on November 3, 2026. Larkfield is an invented city; this sheet is fictitious.",
    notices=[
        "Read in the text of the law on October 20, 2026. Not yet reviewed by a lawyer.",
        "Questions: Office of the City Attorney, 555-0101, counsel@larkfield.example",
    ],
    advice="Information, not legal advice.",
    labels=Labels(
        reference="Our number",
        agency="Requesting agency",
        received="Received",
        decided="Decided",
        person="Person named in the request (write by hand)",
        because="Because",
        duties="You must also",
        open_facts="Ask counsel",
        facts="Facts as answered",
        clerk="Decided by (clerk)",
        supervisor="Checked by (supervisor)",
        name="Name",
        signature="Signature",
        when="Date and time",
        scan="This decision online",
        page="Page {page} of {pages}",
    ),
    address="https://larkfield.example/r/2026-0142",
    accent="#8f3d10",
)

SPANISH = DecisionSheet(
    lang="es",
    city="Ciudad de Larkfield · Cárcel del condado",
    title="Decisión sobre una solicitud federal",
    request="Notificación para entrega (formulario I-247D)",
    reference="R-2026-0143",
    agency="Servicio de Inmigración y Control de Aduanas, oficina de Larkfield",
    received="3 de noviembre de 2026, 9:15",
    decided="3 de noviembre de 2026, 11:40",
    shape="open",
    verdict="Falta un dato para saber si la cárcel puede avisar de la fecha de salida de esta persona.",
    because=[
        Reason("Larkfield § 9-133(a)", "La cárcel no avisa de la fecha de salida, salvo que haya una condena grave."),
        Reason("Larkfield § 9-133(c)", "Una condena de hace más de diez años no cuenta."),
    ],
    duties=[
        Duty("Entregue a la persona una copia de la solicitud.", "§ 9-132(a)", "3 de noviembre de 2026, 21:15"),
        Duty("Anote la solicitud en el registro.", "§ 9-140"),
    ],
    open_facts=[
        "¿La condena de 2016 fue por un delito grave según § 9-130(f)?",
        "¿Han pasado diez años desde la sentencia?",
    ],
    facts=[
        Fact("¿Qué formulario llegó?", "I-247D"),
        Fact("¿Hay una condena por un delito grave?", "No se sabe"),
        Fact("¿Hay una orden firmada por un juez?", "No"),
    ],
    law_version="Versión de la ley 7f3a91c2",
    law_day="La ley vigente el 3 de noviembre de 2026. Larkfield es una ciudad inventada; esta hoja es ficticia.",
    notices=["Leído en el texto de la ley el 20 de octubre de 2026. Ningún abogado lo ha revisado todavía."],
    advice="Es información, no asesoramiento legal.",
    labels=Labels(
        reference="Nuestro número",
        agency="Agencia que solicita",
        received="Recibida",
        decided="Decidida",
        person="Persona nombrada en la solicitud (a mano)",
        because="Porque",
        duties="Además usted debe",
        open_facts="Pregunte al abogado de la ciudad",
        facts="Datos según las respuestas",
        clerk="Decidido por (empleado)",
        supervisor="Revisado por (supervisor)",
        name="Nombre",
        signature="Firma",
        when="Fecha y hora",
        scan="Esta decisión en línea",
        page="Página {page} de {pages}",
    ),
    address="https://larkfield.example/es/r/2026-0143",
    accent="#6a3f96",
)

ARABIC = DecisionSheet(
    lang="ar",
    city="مدينة لاركفيلد · سجن المقاطعة",
    title="قرار بشأن طلب فيدرالي",
    request="طلب احتجاز، النموذج I-247A، مع أمر إداري (النموذج I-200)",
    reference="R-2026-0144",
    agency="إدارة الهجرة والجمارك (ICE)، مكتب لاركفيلد",
    received="2026-11-03 الساعة 9:15",
    decided="2026-11-03 الساعة 10:02",
    shape="square",
    verdict="يجب ألا يحتجز السجن هذا الشخص بناءً على الطلب I-247A.",
    because=[
        Reason("Larkfield Code § 9-131(b)", "لا يستجيب السجن لطلب الاحتجاز إلا بأمر وقّعه قاضٍ."),
        Reason("Larkfield Code § 9-131(d)", "النموذج I-200 الذي وقّعه موظف الهجرة ليس أمرًا من قاضٍ."),
    ],
    duties=[
        Duty("أعطِ الشخص نسخة من الطلب.", "§ 9-132(a)", "2026-11-03 الساعة 21:15"),
        Duty("أبلغ محامي الشخص بالطلب على الرقم 555-0142.", "§ 9-132(b)", "2026-11-04"),
        Duty("سجّل الطلب في السجل.", "§ 9-140"),
    ],
    open_facts=[],
    facts=[
        Fact("ما النموذج الذي وصل؟", "I-247A"),
        Fact("هل وقّع قاضٍ أمرًا؟", "لا"),
        Fact("كم مبلغ الكفالة؟", "$1,500.00"),
    ],
    law_version="نسخة القانون 7f3a91c2",
    law_day="القانون كما كان في 2026-11-03. لاركفيلد مدينة خيالية وهذه الورقة مثال غير حقيقي.",
    notices=["للأسئلة: مكتب محامي المدينة، 555-0101 أو counsel@larkfield.example، من 9:00 إلى 17:00."],
    advice="هذه معلومات وليست استشارة قانونية.",
    labels=Labels(
        reference="رقمنا",
        agency="الجهة الطالبة",
        received="وقت الاستلام",
        decided="وقت القرار",
        person="الشخص المذكور في الطلب (يُكتب باليد)",
        because="السبب",
        duties="ويجب عليك أيضًا",
        open_facts="اسأل محامي المدينة",
        facts="الوقائع حسب الإجابات",
        clerk="اتخذ القرار (الكاتب)",
        supervisor="راجعه (المشرف)",
        name="الاسم",
        signature="التوقيع",
        when="التاريخ والوقت",
        scan="هذا القرار على الإنترنت",
        page="صفحة {page} من {pages}",
    ),
    address="https://larkfield.example/ar/r/2026-0144",
    accent="#10599b",
)

LONG = replace(
    ENGLISH,
    duties=[
        Duty(
            f"Duty number {n}: write down who asked, when, by which form, what was answered and by whom, and keep the "
            "note with the file for five years.",
            f"§ 9-{140 + n}",
            f"November {n + 3}, 2026, 5:00 p.m." if n % 3 else "",
        )
        for n in range(1, 13)
    ],
    open_facts=["Was the conviction for a serious crime as § 9-130(f) names them?", "Was it more than ten years ago?"],
    facts=[
        *ENGLISH.facts,
        *(Fact(f"Question number {n} of the interview, at its usual length?", "Yes") for n in range(9)),
    ],
)
EXAMPLES = {"en": ENGLISH, "es": SPANISH, "ar": ARABIC}
