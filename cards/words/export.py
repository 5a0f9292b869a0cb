"""Words about exports of leads."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Export leads as a file": Said("Выгрузить лиды в файл", "Exportar los leads a un archivo"),
    "today only": Said("только сегодня", "solo hoy"),
    "last 7 days": Said("последние 7 дней", "últimos 7 días"),
    "this month": Said("этот месяц", "este mes"),
    "last 30 days": Said("последние 30 дней", "últimos 30 días"),
    "last 90 days": Said("последние 90 дней", "últimos 90 días"),
    "last 365 days": Said("последние 365 дней", "últimos 365 días"),
    "everything": Said("всё", "todo"),
    "🚫 Cancelled. No further file comes.": Said(
        "🚫 Отменено. Больше файлов не будет.", "🚫 Cancelado. No llegará ningún archivo más."
    ),
    "🚫 You are no admin there any more, so no further file comes.": Said(
        "🚫 Вы больше не администратор, поэтому файлов больше не будет.",
        "🚫 Ya no es administrador allí, así que no llegará ningún archivo más.",
    ),
    "⚠️ I could not write to you in private, and gave up.": Said(
        "⚠️ Не удалось написать вам в личный чат, выгрузка прекращена.",
        "⚠️ No pude escribirle en privado y abandoné la exportación.",
    ),
    "⚠️ There was no room to write the file. Tell whoever runs me.": Said(
        "⚠️ Не хватило места для файла. Сообщите тому, кто меня обслуживает.",
        "⚠️ No hubo espacio para escribir el archivo. Avise a quien me administra.",
    ),
    "⚠️ Telegram did not take the file. Try a shorter period.": Said(
        "⚠️ Telegram не принял файл. Попробуйте период покороче.",
        "⚠️ Telegram no aceptó el archivo. Pruebe con un período más corto.",
    ),
    "⚠️ Something went wrong here. Try again later.": Said(
        "⚠️ Произошла ошибка на нашей стороне. Попробуйте позже.",
        "⚠️ Algo falló por nuestra parte. Inténtelo más tarde.",
    ),
    "📦 <b>Export leads</b>\n\nChoose the kind of file and the period. It comes in our private"
    " chat, to whoever presses <i>Send me the file</i>, and the audit remembers it.": Said(
        "📦 <b>Выгрузка лидов</b>\n\nВыберите вид файла и период. Файл придёт в личный чат тому,"
        " кто нажмёт <i>Прислать файл</i>; журнал это запомнит.",
        "📦 <b>Exportar leads</b>\n\nElija el tipo de archivo y el período. Llegará por nuestro"
        " chat privado a quien pulse <i>Enviarme el archivo</i>, y la auditoría lo recordará.",
    ),
    "☑ with spam and held": Said("☑ со спамом и задержанными", "☑ con spam y retenidos"),
    "☐ without spam": Said("☐ без спама", "☐ sin spam"),
    "with spam and held": Said("со спамом и задержанными", "con spam y retenidos"),
    "⬇️ Send me the file": Said("⬇️ Прислать файл", "⬇️ Enviarme el archivo"),
    "📦 <b>Export of {workspace}</b>": Said(
        "📦 <b>Выгрузка: {workspace}</b>", "📦 <b>Exportación de {workspace}</b>"
    ),
    "Leads of {workspace}": Said("Лиды: {workspace}", "Leads de {workspace}"),
    "Times are those of {zone}.": Said(
        "Время указано по поясу {zone}.", "Las horas son las de {zone}."
    ),
    "Part {part} of {all}": Said("Часть {part} из {all}", "Parte {part} de {all}"),
    "📦 The file comes to {name} in our private chat.": Said(
        "📦 Файл придёт в личный чат: {name}.",
        "📦 El archivo llegará a {name} por nuestro chat privado.",
    ),
    "I cannot write to you in private. Open our chat, press Start, then again.": Said(
        "Я не могу написать вам лично. Откройте чат со мной, нажмите «Старт» и повторите.",
        "No puedo escribirle en privado. Abra nuestro chat, pulse Iniciar y repita.",
    ),
    "Cancelled.": Said("Отменено.", "Cancelado."),
    "⏳ It begins as soon as those before it are done.": Said(
        "⏳ Начнётся, как только завершатся предыдущие.",
        "⏳ Empezará en cuanto terminen las anteriores.",
    ),
    "No lead came in this period, so there is no file.": Said(
        "За этот период лидов не было, поэтому файла нет.",
        "No llegó ningún lead en este período, así que no hay archivo.",
    ),
    "Sending {sent} of {files}": Said(
        "Отправляется файл {sent} из {files}", "Enviando {sent} de {files}"
    ),
    "✅ {number} files are below.": Counted(
        (
            "✅ Ниже {number} файл.",
            "✅ Ниже {number} файла.",
            "✅ Ниже {number} файлов.",
        ),
        ("✅ Abajo está {number} archivo.", "✅ Abajo están {number} archivos."),
    ),
    "{done} of {total} leads": Said("{done} из {total} лидов", "{done} de {total} leads"),
    "{number} leads in all": Counted(
        ("Всего {number} лид", "Всего {number} лида", "Всего {number} лидов"),
        ("{number} lead en total", "{number} leads en total"),
    ),
    "An export of yours is under way. Wait for it, or cancel it in our private chat.": Said(
        "Ваша выгрузка уже готовится. Дождитесь её или отмените в личном чате.",
        "Ya hay una exportación suya en curso. Espérela o cancélela en nuestro chat privado.",
    ),
    "export asked for: {format}, {period}": Said(
        "запрошена выгрузка: {format}, {period}", "exportación pedida: {format}, {period}"
    ),
    "exported {leads} leads: {format}, {period}, to the {to}": Said(
        "выгружено лидов: {leads}; {format}, {period}, куда: {to}",
        "exportados {leads} leads: {format}, {period}, destino: {to}",
    ),
    "export came to nothing: {format}, {why}": Said(
        "выгрузка не состоялась: {format}, {why}", "la exportación no se hizo: {format}, {why}"
    ),
}
