"""Words about forms: in the chat, and on the pages that visitors of a site see."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "Make a form for your pages": Said(
        "Создать форму для сайта", "Crear un formulario para sus páginas"
    ),
    "NAME [ORIGIN ...]": Said("НАЗВАНИЕ [САЙТ ...]", "NOMBRE [SITIO ...]"),
    "write it like https://example.com": Said(
        "напишите так: https://example.com", "escríbalo así: https://example.com"
    ),
    "at most {most} sites": Said("не больше {most} сайтов", "como máximo {most} sitios"),
    "Your name": Said("Ваше имя", "Su nombre"),
    "E-mail": Said("Эл. почта", "Correo electrónico"),
    "Message": Said("Сообщение", "Mensaje"),
    "Send": Said("Отправить", "Enviar"),
    "any": Said("любые", "todos"),
    "Forms post to this address:": Said(
        "Формы отправляются на этот адрес:", "Los formularios se envían a esta dirección:"
    ),
    "A form for your page:": Said("Готовая форма для страницы:", "Un formulario para su página:"),
    "Or one line that keeps the forms of your page and listens to them:": Said(
        "Или одна строка, которая слушает формы, уже стоящие на странице:",
        "O una línea que conserva los formularios de su página y los escucha:",
    ),
    'With <code>data-mode="widget"</code> it draws a form by itself, in the place where it'
    " stands.": Said(
        'С <code>data-mode="widget"</code> она сама рисует форму на том месте, где стоит.',
        'Con <code>data-mode="widget"</code> dibuja ella misma un formulario en el lugar donde'
        " está.",
    ),
    "Sites: {sites}": Said("Сайты: {sites}", "Sitios: {sites}"),
    "Sites: any. Name yours, so that nobody else's page can post.": Said(
        "Сайты: любые. Укажите свои, чтобы чужие страницы не могли отправлять форму.",
        "Sitios: todos. Indique los suyos para que ninguna página ajena pueda enviar.",
    ),
    "Blocked: {sites}": Said("Заблокированы: {sites}", "Bloqueados: {sites}"),
    "For the page": Said("Код для сайта", "Código para la página"),
    "Sites": Said("Сайты", "Sitios"),
    "Unfinished forms: not taken.": Said(
        "Незавершённые формы: не принимаются.", "Formularios sin enviar: no se reciben."
    ),
    "Unfinished forms: taken, 15 minutes after the visitor left. The page must say"
    ' <code>data-partial="true"</code>, and the visitor must have ticked the consent.': Said(
        "Незавершённые формы: принимаются через 15 минут после ухода посетителя. На странице"
        ' должно стоять <code>data-partial="true"</code>, а посетитель — отметить согласие.',
        "Formularios sin enviar: se reciben 15 minutos después de que el visitante se vaya. La"
        ' página debe decir <code>data-partial="true"</code> y el visitante haber marcado el'
        " consentimiento.",
    ),
    "Take unfinished ones": Said("Принимать незавершённые", "Recibir los no enviados"),
    "Leave unfinished ones": Said("Не принимать незавершённые", "No recibir los no enviados"),
    "New token": Said("Новый токен", "Token nuevo"),
    "Renew it": Said("Сменить", "Cambiarlo"),
    "Which sites may post {form}? Reply to this message with their addresses, such as"
    " <code>https://example.com</code>, separated by spaces. <code>any</code> lets every site"
    " post.": Said(
        "С каких сайтов можно отправлять {form}? Ответьте на это сообщение их адресами через"
        " пробел, например <code>https://example.com</code>. <code>любые</code> — с любых.",
        "¿Qué sitios pueden enviar {form}? Responda a este mensaje con sus direcciones, por"
        " ejemplo <code>https://example.com</code>, separadas por espacios. <code>todos</code>"
        " permite cualquier sitio.",
    ),
    "{form} gets another address. Pages with the one of now can post no more, until you change"
    " them.": Said(
        "У формы {form} будет другой адрес. Страницы с нынешним перестанут отправлять заявки, пока"
        " вы их не измените.",
        "{form} tendrá otra dirección. Las páginas con la actual dejarán de enviar hasta que usted"
        " las cambie.",
    ),
    "{site} may post {form} from now on.": Said(
        "С сайта {site} теперь можно отправлять {form}.",
        "{site} ya puede enviar {form}.",
    ),
    "{site} can never post {form}.": Said(
        "С сайта {site} отправлять {form} нельзя.", "{site} nunca podrá enviar {form}."
    ),
    "Allow": Said("Разрешить", "Permitir"),
    "Block": Said("Заблокировать", "Bloquear"),
    "🌐 {origin} posts to the form {source}, which is not for that site. It was refused.": Said(
        "🌐 {origin} отправляет форму {source}, которая не для этого сайта. Отправка отклонена.",
        "🌐 {origin} envía el formulario {source}, que no es para ese sitio. Se rechazó.",
    ),
    "🧩 The form {source} looks different on {page}. Fields that are gone: {gone}. New ones:"
    " {added}. Please try it there.": Said(
        "🧩 Форма {source} изменилась на странице {page}. Пропали поля: {gone}. Новые: {added}."
        " Проверьте её там, пожалуйста.",
        "🧩 El formulario {source} ha cambiado en {page}. Campos que faltan: {gone}. Nuevos:"
        " {added}. Pruébelo allí, por favor.",
    ),
    "Thank you!": Said("Спасибо!", "¡Gracias!"),
    "Your message has arrived. We will get back to you soon.": Said(
        "Ваше сообщение получено. Мы скоро ответим.",
        "Hemos recibido su mensaje. Le responderemos pronto.",
    ),
    "Your message was not sent": Said("Сообщение не отправлено", "Su mensaje no se ha enviado"),
    "Press Back in your browser: what you typed is usually still there.": Said(
        "Нажмите «Назад» в браузере: введённый текст обычно сохраняется.",
        "Pulse Atrás en su navegador: lo que escribió suele seguir ahí.",
    ),
    "Too much is going on right now. Please try again in a moment.": Said(
        "Сейчас слишком много обращений. Попробуйте ещё раз чуть позже.",
        "Hay demasiada actividad. Inténtelo de nuevo en un momento.",
    ),
    "The form could not be read.": Said(
        "Не удалось прочитать форму.", "No se ha podido leer el formulario."
    ),
    "This form does not work on this site yet. Its owner can allow it.": Said(
        "На этом сайте форма пока не работает. Её владелец может это разрешить.",
        "Este formulario aún no funciona en este sitio. Su propietario puede permitirlo.",
    ),
    "This form is closed at the moment.": Said(
        "Сейчас форма закрыта.", "Este formulario está cerrado en este momento."
    ),
    "This form is no longer in use.": Said(
        "Эта форма больше не используется.", "Este formulario ya no se usa."
    ),
    "The message is too long.": Said(
        "Сообщение слишком длинное.", "El mensaje es demasiado largo."
    ),
    "Files cannot be sent with this form. Please send it without them.": Said(
        "Файлы через эту форму не отправляются. Пожалуйста, отправьте её без них.",
        "Este formulario no admite archivos. Envíelo sin ellos, por favor.",
    ),
    "This form was sent already. Please reload it to send another one.": Said(
        "Эта форма уже отправлена. Чтобы отправить ещё одну, обновите страницу.",
        "Este formulario ya se envió. Recargue la página para enviar otro.",
    ),
    "Too many messages at once. Please try again in {number} seconds.": Counted(
        (
            "Слишком много сообщений подряд. Попробуйте через {number} секунду.",
            "Слишком много сообщений подряд. Попробуйте через {number} секунды.",
            "Слишком много сообщений подряд. Попробуйте через {number} секунд.",
        ),
        (
            "Demasiados mensajes seguidos. Inténtelo de nuevo en {number} segundo.",
            "Demasiados mensajes seguidos. Inténtelo de nuevo en {number} segundos.",
        ),
    ),
    "Please leave an e-mail address, a phone number or a message.": Said(
        "Пожалуйста, оставьте адрес почты, телефон или сообщение.",
        "Deje, por favor, un correo electrónico, un teléfono o un mensaje.",
    ),
    "Please check these fields: {fields}.": Said(
        "Проверьте, пожалуйста, эти поля: {fields}.", "Revise, por favor, estos campos: {fields}."
    ),
    "Back to the site": Said("Вернуться на сайт", "Volver al sitio"),
}
