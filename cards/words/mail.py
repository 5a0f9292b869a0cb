"""Words about e-mail: the server, its tests, and what became of what was written."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Set e-mail up, so that leads can be answered by it": Said(
        "Настроить почту, чтобы отвечать на лиды письмами",
        "Configurar el correo para responder con él a los leads",
    ),
    "📭 No e-mail is sent here yet. With a mail server of yours, agents can answer leads by e-mail"
    " from their cards.": Said(
        "📭 Письма отсюда пока не отправляются. С вашим почтовым сервером агенты смогут отвечать"
        " на лиды письмами прямо с карточек.",
        "📭 Aquí aún no se envía correo. Con un servidor de correo suyo, los agentes podrán"
        " responder a los leads por correo desde sus tarjetas.",
    ),
    "Set up": Said("Настроить", "Configurar"),
    "Change": Said("Изменить", "Cambiar"),
    "Yes, remove it": Said("Да, удалить", "Sí, quitarlo"),
    "Remove the mail server? Its password is erased, what waits is dropped.": Said(
        "Удалить почтовый сервер? Его пароль будет стёрт, ожидающие письма не уйдут.",
        "¿Quitar el servidor de correo? Su contraseña se borra y lo que espera no se envía.",
    ),
    "e-mail leaves": Said("письма уходят", "el correo sale"),
    "nothing leaves: {trouble}. Send a test or change it.": Said(
        "письма не уходят: {trouble}. Отправьте проверочное или измените настройки.",
        "no sale nada: {trouble}. Envíe una prueba o cambie los datos.",
    ),
    "Reply to this message with <b>your mail server</b>, one thing a line. I delete your answer at"
    " once, because of the password in it.": Said(
        "Ответьте на это сообщение, указав <b>ваш почтовый сервер</b>, по одному значению в"
        " строке. Ваш ответ я сразу удалю, потому что в нём пароль.",
        "Responda a este mensaje con <b>su servidor de correo</b>, un dato por línea. Borraré su"
        " respuesta enseguida, porque contiene la contraseña.",
    ),
    "Ports: 587, 2525 or 25 with STARTTLS, 465 with TLS."
    " Without encryption nothing is sent.": Said(
        "Порты: 587, 2525 или 25 с STARTTLS, 465 с TLS. Без шифрования ничего не отправляется.",
        "Puertos: 587, 2525 o 25 con STARTTLS, 465 con TLS. Sin cifrado no se envía nada.",
    ),
    "Kept, the password sealed. Please send a test now.": Said(
        "Сохранено, пароль зашифрован. Теперь отправьте проверочное письмо.",
        "Guardado, con la contraseña cifrada. Ahora envíe una prueba.",
    ),
    "I could not delete your message with the password: please do it yourself.": Said(
        "Мне не удалось удалить ваше сообщение с паролем: пожалуйста, удалите его сами.",
        "No pude borrar su mensaje con la contraseña: por favor, bórrelo usted.",
    ),
    "Reply to this message with the address that gets a <b>test e-mail</b>.": Said(
        "Ответьте на это сообщение адресом, на который придёт <b>проверочное письмо</b>.",
        "Responda a este mensaje con la dirección que recibirá un <b>correo de prueba</b>.",
    ),
    "Test e-mail of {workspace}": Said(
        "Проверочное письмо от {workspace}", "Correo de prueba de {workspace}"
    ),
    "This is a test. If you can read it, e-mail works.": Said(
        "Это проверка. Если вы это читаете, почта работает.",
        "Esto es una prueba. Si puede leerlo, el correo funciona.",
    ),
    "The test is on its way; the server takes its time. /email shows more.": Said(
        "Проверочное письмо в пути, сервер не торопится. Подробнее: /email.",
        "La prueba está en camino; el servidor se toma su tiempo. /email muestra más.",
    ),
    "✅ The server took the test for {address}.": Said(
        "✅ Сервер принял проверочное письмо для {address}.",
        "✅ El servidor aceptó la prueba para {address}.",
    ),
    "❌ The test for {address}: {trouble}.": Said(
        "❌ Проверочное письмо для {address}: {trouble}.",
        "❌ La prueba para {address}: {trouble}.",
    ),
    "what it answers is not SMTP": Said("он отвечает не по SMTP", "lo que responde no es SMTP"),
    "it offers no encryption, or no way to log in that I know": Said(
        "он не предлагает шифрования или известного мне способа входа",
        "no ofrece cifrado o ningún modo de iniciar sesión que yo conozca",
    ),
    "its password cannot be read; set e-mail up again": Said(
        "его пароль не удаётся прочитать; настройте почту заново",
        "no se puede leer su contraseña; configure el correo otra vez",
    ),
    "I was stopped while it was under way": Said(
        "меня остановили во время отправки", "me detuvieron mientras se enviaba"
    ),
    "Reply by e-mail": Said("Ответить письмом", "Responder por correo"),
    "{who}, reply to this message with your e-mail to <b>#{number}</b>. A first line"
    " “Subject: ...” sets the subject. You see it before it leaves.": Said(
        "{who}, ответьте на это сообщение текстом письма для <b>#{number}</b>. Первая строка"
        " «Subject: ...» задаёт тему. Перед отправкой вы увидите письмо.",
        "{who}, responda a este mensaje con su correo para <b>#{number}</b>. Una primera línea"
        " «Subject: ...» pone el asunto. Lo verá antes de que salga.",
    ),
    "Your request to {workspace}": Said("Ваш запрос в {workspace}", "Su solicitud a {workspace}"),
    "E-mail to {address} for <b>#{number}</b>. Send it?": Said(
        "Письмо на {address} для <b>#{number}</b>. Отправить?",
        "Correo a {address} para <b>#{number}</b>. ¿Enviarlo?",
    ),
    "Throw away": Said("Выбросить", "Descartar"),
    "✉️ Your e-mail to <b>#{number}</b> is on its way: {subject}.": Said(
        "✉️ Ваше письмо для <b>#{number}</b> уходит: {subject}.",
        "✉️ Su correo a <b>#{number}</b> está saliendo: {subject}.",
    ),
    "The e-mail was thrown away.": Said("Письмо выброшено.", "El correo se descartó."),
    "That would be more than {most} e-mails within a day to this person.": Said(
        "Больше {most} писем в день этому человеку не отправляется.",
        "Serían más de {most} correos en un día a esta persona.",
    ),
    "That would be more than {most} e-mails of this team within a day.": Said(
        "Больше {most} писем в день от этой команды не отправляется.",
        "Serían más de {most} correos de este equipo en un día.",
    ),
    "{who} wrote an e-mail: {text}": Said(
        "{who} пишет письмо: {text}", "{who} escribió un correo: {text}"
    ),
    "an e-mail did not arrive, or nobody knows": Said(
        "письмо не дошло, или это неизвестно", "un correo no llegó, o no se sabe"
    ),
    "{lead}: e-mail “{subject}”": Said("{lead}: письмо «{subject}»", "{lead}: correo «{subject}»"),
    "{lead}: an e-mail did not arrive": Said(
        "{lead}: письмо не дошло", "{lead}: un correo no llegó"
    ),
    "host": Said("host", "host"),
    "port": Said("port", "port"),
    "security": Said("security", "security"),
    "from": Said("from", "from"),
    "password": Said("password", "password"),
    "is missing": Said("не указано", "falta"),
    "is no port": Said("это не порт", "no es un puerto"),
    "it is starttls or tls": Said("бывает starttls или tls", "es starttls o tls"),
    "is no e-mail address": Said("это не адрес почты", "no es una dirección de correo"),
    "subject": Said("тема", "asunto"),
    "E-mail is not set up here, or does not work; /email shows it to admins.": Said(
        "Почта здесь не настроена или не работает; админам это покажет /email.",
        "El correo no está configurado o no funciona; /email lo muestra a los administradores.",
    ),
    "e-mail: sent by {host}:{port} as {sender}": Said(
        "почта: отправляет {host}:{port} от {sender}",
        "correo: lo envía {host}:{port} como {sender}",
    ),
    "e-mail: {host} removed": Said("почта: {host} удалён", "correo: {host} quitado"),
    "e-mail: {host} turned us away": Said(
        "почта: {host} нас не пускает", "correo: {host} nos rechaza"
    ),
    "e-mail: {host} takes mail again": Said(
        "почта: {host} снова принимает письма", "correo: {host} vuelve a aceptar correo"
    ),
    "📮 The mail server {server} turned us away: {said}. E-mails wait and nothing is lost; /email"
    " shows it. A test, or other settings, let them go.": Said(
        "📮 Почтовый сервер {server} нас не пускает: {said}. Письма ждут, ничего не потеряно;"
        " подробности: /email. Они уйдут после успешной проверки или новых настроек.",
        "📮 El servidor de correo {server} nos rechaza: {said}. Los correos esperan y nada se"
        " pierde; /email lo muestra. Una prueba u otros datos los dejan salir.",
    ),
    "📮 Your e-mail to <b>#{number}</b> did not leave: {said}.": Said(
        "📮 Ваше письмо для <b>#{number}</b> не ушло: {said}.",
        "📮 Su correo a <b>#{number}</b> no salió: {said}.",
    ),
    "📮 I do not know whether your e-mail to <b>#{number}</b> arrived: {said}. I tried twice and"
    " send it no more.": Said(
        "📮 Неизвестно, дошло ли ваше письмо для <b>#{number}</b>: {said}. Попыток было две,"
        " больше отправлять не буду.",
        "📮 No sé si su correo a <b>#{number}</b> llegó: {said}. Lo intenté dos veces y no lo"
        " enviaré más.",
    ),
}
