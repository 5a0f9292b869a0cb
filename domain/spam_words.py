"""What spam says, and the houses of mail that is thrown away: lists, and how they are asked."""

import string
from collections.abc import Iterable, Sequence

# A table is some ten times faster than an expression, and every message is taken apart.
_BETWEEN_WORDS = (
    string.punctuation + "\u00a1\u00ab\u00bb\u00bf\u2013\u2014\u2018\u2019\u201c\u201d\u2026"
)
_APART = str.maketrans(dict.fromkeys(_BETWEEN_WORDS, " "))

# What a seller of spam writes to everybody, and hardly anybody to one company. One phrase alone
# decides nothing, so that whoever sells or buys such things in earnest still gets through.
_ENGLISH = """
first page of google, top of google, rank higher, rank your website, ranking your website,
improve your ranking, improve your seo, seo services, seo audit, guest post, sponsored post,
link building, quality backlinks, backlinks, domain authority, organic traffic,
website traffic, targeted traffic, redesign your website, errors on your website,
issues on your website, email list, email leads, buy followers, instagram followers,
million messages, contact forms, forex trading, trading signals, crypto investment,
bitcoin investment, invest in crypto, guaranteed profit, guaranteed income, passive income,
financial freedom, make money online, earn money online, work from home, extra income,
risk free, get rich, double your money, business loan, business funding, unsecured loan,
no credit check, instant approval, online casino, casino bonus, free spins, sports betting,
no deposit bonus, cheap viagra, viagra, cialis, weight loss pills, male enhancement,
online pharmacy, hot girls, adult dating, sexy girls, lonely women, inheritance fund,
lottery winner, you have won, claim your prize, wire transfer, next of kin, dear sir madam,
dear beneficiary, limited time offer, act now, click here, click the link
"""
_RUSSIAN = """
продвижение сайтов, продвижение сайта, раскрутка сайта, раскрутка сайтов, вывести сайт в топ,
топ яндекса, топ 10 яндекса, seo продвижение, рассылка по формам, рассылки по формам,
рассылка сообщений, база email, базы email, база клиентов, базы клиентов,
накрутка подписчиков, накрутка отзывов, прогон сайта, покупка ссылок, вечные ссылки,
заработок в интернете, заработок без вложений, пассивный доход, легкие деньги,
быстрый заработок, удаленный заработок, инвестиции в криптовалюту, торговые сигналы,
ставки на спорт, онлайн казино, казино онлайн, казино, бездепозитный бонус, игровые автоматы,
вулкан казино, займ без отказа, займ онлайн, кредит без отказа, обналичивание, купить диплом,
диплом о высшем образовании, интим знакомства, девушки по вызову, без регистрации и смс,
вы выиграли, получите выплату, перейдите по ссылке, переходите по ссылке, жми на ссылку,
уникальное предложение, отписаться от рассылки
"""
_SPANISH = """
posicionamiento web, posicionar su web, primera página de google, primera pagina de google,
ganar dinero online, ganar dinero desde casa, dinero fácil, dinero facil, ingresos pasivos,
ingresos extra, libertad financiera, inversión en criptomonedas, inversion en criptomonedas,
señales de trading, préstamo rápido, prestamo rapido, préstamos sin aval, prestamos sin aval,
casino en línea, casino online, apuestas deportivas, giros gratis, bono sin depósito,
bono sin deposito, comprar seguidores, base de datos de correos, tráfico web, trafico web,
enlaces de calidad, haga clic aquí, haz clic aquí, haz clic aqui, ha ganado,
ganador de la loteria, chicas calientes, pastillas para adelgazar, oferta por tiempo limitado,
darse de baja
"""
_OTHERS = """
platz bei google, erste seite bei google, google platzierung, mehr besucher auf ihrer,
backlinks kaufen, geld verdienen im internet, passives einkommen, finanzielle freiheit,
kredit ohne schufa, krypto investment, online kasino, sportwetten, freispiele,
follower kaufen, klicken sie hier, sie haben gewonnen, première page de google,
premiere page de google, gagner de l argent, revenus passifs, casino en ligne, cliquez ici,
vous avez gagné, prêt rapide, prima pagina di google, guadagnare online, casinò online,
clicca qui, hai vinto, primeira página do google, ganhar dinheiro online, renda extra,
cassino online, clique aqui, você ganhou
"""

_HOSTS = """
0-mail.com 10mail.org 20mail.it 33mail.com anonaddy.me anonbox.net burnermail.io byom.de
crazymailing.com deadaddress.com dispostable.com dropmail.me einrot.com emailondeck.com
emltmp.com fakeinbox.com fakemail.net filzmail.com getairmail.com getnada.com gishpuppy.com
grr.la guerrillamail.com harakirimail.com incognitomail.org inboxbear.com inboxkitten.com
jetable.org kasmail.com laafd.com linshiyouxiang.net mail-temp.com mail.tm mailcatch.com
maildrop.cc mailexpire.com mailinator.com mailmoat.com mailnesia.com mailnull.com mailpoof.com
mailsac.com mintemail.com moakt.com mohmal.com mvrht.com mytemp.email mytrashmail.com
nada.email nowmymail.com one-time.email owlymail.com pokemail.net rcpt.at rootfest.net
sharklasers.com shitmail.me sogetthis.com spam4.me spambox.us spamgourmet.com spamex.com
tempail.com tempinbox.com tempmail.plus temp-mail.org tempr.email throwam.com tmail.ws
tmpmail.net tmpmail.org trash-mail.com trashmail.com trbvm.com wegwerfmail.de yopmail.com
zetmail.com
"""
_THROWN_AWAY = frozenset(_HOSTS.split())


def tokens(text: str) -> list[str]:
    """Return the words of a text, in lower case."""
    return text.lower().translate(_APART).split()


def spam_phrases(words: Sequence[str]) -> int:
    """Count the different phrases of spam among words in a row; one within another is one."""
    if _ANCHORS.keys().isdisjoint(words):
        return 0
    hits = _ANCHORS.keys() & words
    said = f" {' '.join(words)} "
    found = {each for hit in hits for each in _ANCHORS[hit] if f" {each} " in said}
    return sum(not any(each != other and each in other for other in found) for each in found)


def is_thrown_away(host: str) -> bool:
    """Tell whether mail of this host, or the host it belongs to, is thrown away."""
    _, _, parent = host.partition(".")
    return host in _THROWN_AWAY or parent in _THROWN_AWAY


def _by_anchor(phrases: Iterable[str]) -> dict[str, list[str]]:
    """Sort phrases by their longest word, which is what a text is first looked through for."""
    found: dict[str, list[str]] = {}
    for each in phrases:
        found.setdefault(max(each.split(), key=len), []).append(each)
    return found


_ANCHORS = _by_anchor(
    {
        " ".join(tokens(phrase))
        for language in (_ENGLISH, _RUSSIAN, _SPANISH, _OTHERS)
        for phrase in language.split(",")
    }
)
