"""Leads as people and as senders of spam write them, each with what it is."""

from domain.inbound import NewLead

_LINKS = " ".join(f"https://shop{n}.example/buy" for n in range(4))


def _lead(name: str | None, email: str | None, message: str | None, **more: str) -> NewLead:
    return NewLead(name=name, email=email, message=message, **more)


HONEST = {
    "nothing but a phone": NewLead(phone="+49 30 901820"),
    "one word": _lead("Jo", "jo@example.com", "Hi"),
    "one question": _lead("Jonas Weber", "jonas@weber.example", "Price?"),
    "a test": _lead("test", "test@test.com", "test"),
    "a test of whoever builds the form": _lead("asdf asdf", "dev@mailinator.com", "asdf"),
    "capitals alone": _lead("JOHN SMITH", "john@gmail.com", "PLEASE CALL ME BACK ABOUT THE ROOF"),
    "capitals at length": _lead(
        "MARGARET JONES",
        "marge@aol.com",
        "HELLO I NEED A NEW BATHROOM AND I WOULD LIKE TO KNOW WHAT IT COSTS PLEASE CALL ME",
    ),
    "one link": _lead("Ada", "ada@shop.example", "Can you rebuild https://shop.example for us?"),
    "links to what they like": _lead(
        "Ben Ito",
        "ben@ito.example",
        "We like https://a.example, https://b.example and https://c.example. What would it cost?",
    ),
    "links of files": _lead(
        "Klara",
        "klara@bau.example",
        "Plans: https://files.example/1 https://files.example/2 https://files.example/3"
        " https://files.example/4 https://files.example/5. Please make an offer.",
    ),
    "wants search engines": _lead(
        "Tom Hill",
        "tom@hill.example",
        "We want to rank higher and look for an agency. Our site is https://hill.example",
    ),
    "wants backlinks audited": _lead(
        "Tess", "tess@corp.example", "Could you audit our backlinks? Budget is 2000 EUR."
    ),
    "wants an online shop": _lead(
        "Amir", "amir@gmail.com", "I want to sell carpets online. How much is a shop with you?"
    ),
    "wants a loan for the house": _lead(
        "Rosa", "rosa@gmail.com", "Do you help with a business loan for a bakery?"
    ),
    "works from home": _lead("Lea", "lea@web.de", "I work from home and need a desk by Friday."),
    "a house of cards": _lead(
        "Casino Royal Hotel", "desk@royal.example", "Our online casino needs a new designer."
    ),
    "a throw-away address": _lead(
        "Sam Poe", "sam.poe@yopmail.com", "I would like to see the flat in Main Street on Monday."
    ),
    "a name with capitals inside": _lead(
        "Ian MacDonald McLeod", "ian@leod.example", "Can we meet about the tender next week?"
    ),
    "a name without vowels": _lead("Krk Vlk Smrž", "vlk@firma.cz", "Dobrý den, mám zájem."),
    "a name that is hard to say": _lead("Grzegorz Brzęczyszczykiewicz", "g@b.pl", "Proszę o cenę"),
    "a Welsh name": _lead("Llŷr Gwynfryn", "ll@g.example", "Quote for a slate roof please."),
    "a German name": _lead("Jörg Schtscherbakow", "js@gmx.de", "Bitte um Rückruf."),
    "Russian, short": _lead("Иван", "ivan@mail.ru", "Сколько стоит?"),
    "Russian, with a wish": _lead(
        "Мария Петрова", "mp@yandex.ru", "Здравствуйте, нужен ремонт квартиры, перезвоните завтра"
    ),
    "Russian, with a Latin slip": _lead(
        "Олег", "oleg@mail.ru", "Cпасибо, жду звонка по поводу 3D-модели и IT-отдела"
    ),
    "Russian, wants to be found": _lead(
        "Сергей",
        "s@firma.ru",
        "Нам нужно продвижение сайта, сайт https://firma.ru, сколько стоит?",
    ),
    "Russian, in capitals": _lead("АННА", "anna@mail.ru", "ПЕРЕЗВОНИТЕ МНЕ ПОЖАЛУЙСТА СРОЧНО"),
    "Spanish, short": _lead("Lucía", "lucia@hotmail.com", "¿Cuánto cuesta?"),
    "Spanish, with a link": _lead(
        "Diego", "diego@tienda.mx", "Vi https://tienda.mx/oferta y quiero una cotización."
    ),
    "Spanish, wants followers": _lead(
        "Paula", "paula@gmail.com", "Quiero mejorar el posicionamiento web de mi clínica."
    ),
    "German, formal": _lead(
        "Frau Dr. Schmidt-Rüdesheim",
        "praxis@t-online.de",
        "Sehr geehrte Damen und Herren, wir bitten um ein Angebot bis 12.5.",
    ),
    "French": _lead("Élodie", "elodie@orange.fr", "Bonjour, je voudrais un devis pour 40 m²."),
    "Chinese": _lead("王伟", "wang@qq.com", "你好，请问价格是多少？"),
    "Arabic": _lead("أحمد", "ahmed@example.com", "مرحبا، كم السعر؟"),
    "Greek": _lead("Νίκος", "nikos@example.gr", "Πόσο κοστίζει το laptop;"),
    "Ukrainian with brand names": _lead(
        "Олена", "olena@ukr.net", "Доброго дня, чи працюєте з Bosch та Siemens? Ціна?"
    ),
    "a signature with two links": _lead(
        "Kim Lund",
        "kim@lund.dk",
        "Please call about the fair.\nKim\nwww.lund.dk\nhttps://linkedin.com/in/kimlund",
    ),
    "unsubscribes": _lead("Pat", "pat@gmail.com", "Please unsubscribe me and delete my data."),
    "a trap that a browser filled": NewLead(
        name="Nora", email="nora@gmail.com", message="Call me", fields={"_gotcha": "Nora"}
    ),
    "an empty trap": NewLead(
        name="nora", email="nora@mailinator.com", message="Call me", fields={"_gotcha": " "}
    ),
    "no message": _lead("Jonas", "jonas@example.com", None),
}

SPAM = {
    "search engines for sale": _lead(
        "Ravi",
        "ravi@gmail.com",
        "I found errors on your website. We improve your ranking and bring you to the first page"
        " of Google. See https://rank.example",
    ),
    "guest posts": _lead(
        "Emma",
        "emma@outreach.example",
        "We offer a guest post with quality backlinks: https://a.example https://b.example"
        " https://c.example",
    ),
    "links and nothing else": _lead("QwRtYpLkZx", "q@gmail.com", _LINKS),
    "marked-up links": _lead("JhTrWqNbVc", "x@mail.ru", "[url=https://x.example]cheap[/url]"),
    "pills": _lead("Dr Pill", "pill@tempmail.plus", "Cheap viagra and cialis: online pharmacy"),
    "a link as a name": _lead("www.win.example", "w@gmail.com", f"Click here {_LINKS}"),
    "money for nothing": _lead(
        "Rich", "rich@gmail.com", "EARN MONEY ONLINE! PASSIVE INCOME AND FINANCIAL FREEDOM FOR YOU"
    ),
    "an inheritance": _lead(
        "Barrister",
        "barrister@guerrillamail.com",
        "Dear beneficiary, the inheritance fund needs you as next of kin for a wire transfer.",
    ),
    "a casino": _lead(
        "Lucky", "lucky@mailinator.com", "Online casino with free spins and no deposit bonus"
    ),
    "crypto": _lead(
        "Satoshi",
        "s@gmail.com",
        "Crypto investment with guaranteed profit, double your money https://coin.example",
    ),
    "loans": _lead(
        "Loan Office", "loan@sharklasers.com", "Unsecured loan, no credit check, instant approval"
    ),
    "love": _lead("xzqvrtp", "x@gmail.com", "Hot girls and lonely women, click here"),
    "a million messages": _lead(
        "Bot",
        "bot@gmail.com",
        "We send million messages through contact forms, see www.forms.example",
    ),
    "letters at random": _lead("NwVtQkLzRb", "n@yopmail.com", "RtYuIoPpLk"),
    "consonants at random": _lead("Bxzqrtkpl", "b@trashmail.com", None),
    "a sprung trap with a link": NewLead(
        name="Ann",
        email="ann@gmail.com",
        message="Nice site https://x.example",
        fields={"_gotcha": "yes"},
    ),
    "a sprung trap in capitals": NewLead(
        name="Ann",
        message="BUY OUR NEW PRODUCTS TODAY BECAUSE THEY ARE VERY CHEAP INDEED MY FRIEND",
        fields={"honeypot": "1"},
    ),
    "Russian casino": _lead(
        "Вулкан", "v@mail.ru", "Онлайн казино, бездепозитный бонус! Жми на ссылку www.v.example"
    ),
    "Russian search engines": _lead(
        "Алексей",
        "seo@seo.example",
        "Раскрутка сайта и прогон сайта, вывести сайт в топ. https://seo.example",
    ),
    "Russian mailings": _lead(
        "База", "b@tmpmail.org", "Рассылка по формам, база email, накрутка подписчиков"
    ),
    "Russian earnings": _lead(
        "Деньги",
        "d@gmail.com",
        "ЗАРАБОТОК В ИНТЕРНЕТЕ! ПАССИВНЫЙ ДОХОД БЕЗ ВЛОЖЕНИЙ КАЖДЫЙ ДЕНЬ ДЛЯ ВСЕХ ЖЕЛАЮЩИХ",
    ),
    "Russian diplomas": _lead(
        "Диплом", "d@mail.ru", "Купить диплом о высшем образовании www.diplom.example"
    ),
    "letters that only look Russian": _lead(
        "Kaзинo", "k@mail.ru", "Лучшee кaзинo для вaс, зaхoдитe https://k.example и выигрaйтe"
    ),
    "Spanish money": _lead(
        "Dinero",
        "d@yopmail.com",
        "Ganar dinero desde casa, ingresos pasivos y libertad financiera",
    ),
    "Spanish casino": _lead(
        "Suerte", "s@gmail.com", "Casino en línea con giros gratis, haz clic aquí www.s.example"
    ),
    "Spanish loans": _lead(
        "Préstamos", "p@mailinator.com", "Préstamo rápido, préstamos sin aval para todos"
    ),
    "German credit": _lead(
        "Kredit", "k@gmail.com", "Kredit ohne Schufa, klicken Sie hier: https://k.example"
    ),
    "German earnings": _lead(
        "Geld", "g@trash-mail.com", "Geld verdienen im Internet und passives Einkommen"
    ),
    "French casino": _lead(
        "Jeux", "j@gmail.com", "Casino en ligne, vous avez gagné! Cliquez ici www.j.example"
    ),
    "Portuguese money": _lead(
        "Renda", "r@gmail.com", "Ganhar dinheiro online, renda extra: https://r.example"
    ),
    "followers": _lead(
        "Insta", "i@mailnesia.com", "Buy followers, Instagram followers for everybody"
    ),
    "a flood of links with a phrase": _lead("Shop", "s@gmail.com", f"Act now {_LINKS} {_LINKS}"),
}
