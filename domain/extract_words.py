"""Words by which a message asks, hurries, says how to answer, greets and ends; five languages."""

import re


def _any_of(*written: str) -> str:
    return "|".join(each for group in written for each in group.split("; "))


END = re.compile(r"(?<=[.!?…\uff1f\uff01])\s+(?=[^\sa-zа-яё\d])")
FIGURE = re.compile(r"\d")
GREETING = re.compile(
    _any_of(
        r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day))\b[^.?]{0,40}$",
        r"(?:здравствуйте|добрый (?:день|вечер)|доброе утро|привет)\b[^.?]{0,40}$",
        r"(?:hola|buen[oa]s (?:d[ií]as|tardes|noches)|estimad[oa]s?)\b[^.?]{0,40}$",
        r"(?:hallo|guten (?:tag|morgen|abend)|bonjour|sehr geehrte\w*)\b[^.?]{0,60}$",
    ),
    re.IGNORECASE,
)
FAREWELL = re.compile(
    _any_of(
        r"(?:kind |best |warm )?regards\b.{0,40}$; (?:yours )?sincerely\b.{0,40}$",
        r"(?:many )?thanks(?: in advance)?[,.!]*$; cheers[,.!]*$; sent from my\b",
        r"с уважением\b.{0,60}$; (?:заранее )?спасибо[,.!]*$; отправлено с\b",
        r"(?:un )?(?:cordial )?saludos?\b.{0,40}$; (?:muchas )?gracias[,.!]*$",
        r"atentamente\b.{0,40}$",
        r"(?:mit )?(?:freundlichen|viele|beste) gr(?:ü|ue)(?:ß|ss)en?\b.{0,40}$",
        r"cordialement\b.{0,40}$",
    ),
    re.IGNORECASE,
)
WISH = re.compile(
    r"\b(?:"
    + _any_of(
        r"need\w*; want\w*; wish; looking for; would like; (?:we|i)'d like",
        r"interested in; searching for",
        r"require\w*; could you; can you; would you; please; quot(?:e|es|ation|ed)",
        r"price\w*; pricing",
        r"costs?; how much; how long; offer\w*; estimate\w*; order\w*; buy\w*",
        r"book\w*; appointment\w*",
        r"demo; replace\w*; repair\w*; install\w*; хо(?:чу|тим|тел\w*)",
        r"нуж(?:ен|на|но|ны); надо; ищ[уе]м?",
        r"интерес\w+; требуется; подскажите; можно ли; можете; пожалуйста; сколько",
        r"цен[аыуе]\w*",
        r"стоимост\w+; стоит; смет\w+; заказа\w+; купить; записа\w+; расч[её]т\w*",
        r"предложени\w+",
        r"necesit\w+; quier[oe]\w*; queremos; quisi[eé]r\w+; busc(?:o|amos|ando)",
        r"interesa\w*; podr[ií]a\w*",
        r"pueden?; por favor; precio\w*; presupuesto\w*; cu[aá]nto\w*",
        r"cotizaci[oó]n\w*; comprar; cita",
        r"brauch\w+; such(?:e|en); möcht\w+; wollen; interess\w+",
        r"könn(?:en|ten) sie; bitte; angebot\w*",
        r"preis\w*; kost(?:en|et); wie viel; termin\w*; voudr\w+; besoin",
        r"cherch\w+; souhait\w+; devis; prix",
    )
    + r")\b",
    re.IGNORECASE,
)
_NOT = r"(?:\b(?:not|isn't|no es|не|nicht|pas) (?:so |that |very |so |очень |muy |sehr |très )?)?"
_DAYS = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|noon|the weekend"
    r"|(?:the )?end of (?:the |this |next )?(?:week|month|year)|(?:this|next) (?:week|month)"
)
HURRY = re.compile(
    _NOT
    + r"\b(?:"
    + _any_of(
        r"urgent(?:ly)?; asap; as soon as possible; immediately; right away",
        r"emergency; no rush; no hurry",
        rf"(?:by|before|until) (?:{_DAYS})",
        r"within (?:the next )?(?:\d+|one|two|three) (?:hour|day|week)s?",
        r"срочн\w+; как можно (?:скорее|быстрее); немедленно; не к спеху; на этой неделе",
        r"до (?:понедельника|вторника|среды|четверга|пятницы|субботы|воскресенья|завтра)",
        r"до конца \w+",
        r"urgentes?; urgencia; cuanto antes; lo antes posible; inmediatamente",
        r"sin prisas?; esta semana",
        r"antes del? (?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)",
        r"antes del? fin de (?:mes|semana|año)",
        r"dringend\w*; eilig; eilt; sofort; so (?:bald|schnell) wie möglich",
        r"schnellstmöglich; keine eile",
        r"bis (?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen|ende \w+)",
        r"dès que possible; au plus vite",
        r"avant (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)",
    )
    + r")\b",
    re.IGNORECASE,
)
REACH = re.compile(
    r"\b(?:(?:please|bitte|пожалуйста,?|por favor,?) )?(?:"
    + _any_of(
        r"(?:call|phone|ring|text|e-?mail|write to|message|whatsapp|contact) (?:me|us|my \w+)",
        r"do not (?:call|phone|ring)(?: me| us)?; don't (?:call|phone|ring)(?: me| us)?",
        r"(?:не )?(?:перезвоните|позвоните|звоните|напишите|пишите)",
        r"ll[aá]m[ae]n?(?:me|nos); escr[ií]b[ae]n?(?:me|nos); cont[aá]ct[ae]n?(?:me|nos)",
        r"(?:rufen|schreiben) sie (?:mich|mir|uns)",
        r"(?:r?appelez|écrivez|contactez)-(?:moi|nous)",
    )
    + r")\b[^.!?\n]{0,80}(?!\w)",
    re.IGNORECASE,
)
