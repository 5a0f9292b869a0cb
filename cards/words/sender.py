"""Words about the senders of sources."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "must be 16 to 256 letters, digits and signs without spaces": Said(
        "должен состоять из 16–256 латинских букв, цифр и знаков без пробелов",
        "debe tener de 16 a 256 letras, cifras y signos, sin espacios",
    ),
    "Sender": Said("Отправитель", "Remitente"),
    "Sender: {sender}": Said("Отправитель: {sender}", "Remitente: {sender}"),
    "No sender is set up.": Said("Отправитель не настроен.", "No hay ningún remitente."),
    "Form builders and other programs post in their own way. Choose yours, and I say what"
    " to type in where. What is signed with the secret of the source counts besides.": Said(
        "Конструкторы форм и другие программы присылают данные по-своему. Выберите свою, и я"
        " подскажу, что и куда вписать. Данные, подписанные секретом источника, принимаются"
        " по-прежнему.",
        "Los creadores de formularios y otros programas envían los datos a su manera. Elija el"
        " suyo y le diré qué escribir y dónde. Lo firmado con el secreto de la fuente se sigue"
        " recibiendo.",
    ),
    "Its secret was shown when it was set up.": Said(
        "Секрет был показан при настройке.", "Su secreto se mostró al configurarlo."
    ),
    "{sender} can post no longer once you set this up.": Said(
        "После настройки {sender} больше не сможет присылать данные.",
        "Cuando lo configure, {sender} ya no podrá enviar nada.",
    ),
    "Address (its secret is in it, shown only this once)": Said(
        "Адрес (в нём секрет, показан только один раз)",
        "Dirección (contiene el secreto, se muestra solo esta vez)",
    ),
    "Address": Said("Адрес", "Dirección"),
    "Verify token": Said("Токен подтверждения (Verify token)", "Token de verificación"),
    "{source}: what is the secret of {sender}? Reply to this message. I keep it sealed, and"
    " delete your message.": Said(
        "{source}: какой секрет у {sender}? Ответьте на это сообщение. Я сохраню его"
        " зашифрованным и удалю ваше сообщение.",
        "{source}: ¿cuál es el secreto de {sender}? Responda a este mensaje. Lo guardaré cifrado"
        " y borraré su mensaje.",
    ),
    "{sender} got a new secret less than 24 hours ago, and the one before still works."
    " If you make another one, that one ends at once.": Said(
        "{sender} получил новый секрет менее 24 часов назад, и прежний ещё действует. Если"
        " создать ещё один, прежний сразу перестанет действовать.",
        "{sender} recibió un secreto nuevo hace menos de 24 horas y el anterior aún vale. Si crea"
        " otro, el anterior deja de valer de inmediato.",
    ),
    "Remove {sender} from {source}? What it posts is refused at once, and its secret is"
    " gone.": Said(
        "Убрать {sender} из источника {source}? Его данные сразу перестанут приниматься, а секрет"
        " будет удалён.",
        "¿Quitar {sender} de {source}? Lo que envíe se rechazará de inmediato y su secreto se"
        " borrará.",
    ),
    "Removed.": Said("Убрано.", "Quitado."),
    "I could not delete your message. Please delete it yourself.": Said(
        "Не удалось удалить ваше сообщение. Пожалуйста, удалите его сами.",
        "No pude borrar su mensaje. Bórrelo usted, por favor.",
    ),
    "Tell me its secret": Said("Сообщить секрет", "Indicar su secreto"),
    "Make a webhook subscription with Calendly's API: the address as url, the secret as"
    " signing_key, and the event invitee.created.": Said(
        "Создайте подписку на вебхук через API Calendly: адрес — в url, секрет — в signing_key,"
        " событие invitee.created.",
        "Cree una suscripción de webhook con la API de Calendly: la dirección en url, el secreto"
        " en signing_key y el evento invitee.created.",
    ),
    "In your plugin that sends Contact Form 7 to webhooks, paste the address as the URL.": Said(
        "Вставьте адрес как URL в плагине, который отправляет Contact Form 7 на вебхуки.",
        "Pegue la dirección como URL en el plugin que envía Contact Form 7 a webhooks.",
    ),
    "In Elementor: your form, Actions After Submit, Webhook. Paste the address there.": Said(
        "В Elementor: ваша форма, Actions After Submit, Webhook. Вставьте туда адрес.",
        "En Elementor: su formulario, Actions After Submit, Webhook. Pegue allí la dirección.",
    ),
    "In Meta for Developers: your app, Webhooks, Page. Paste the address as the callback URL"
    " and the verify token, then subscribe to leadgen. Its secret is the app secret, in App"
    " settings, Basic. Meta tells only the id of a lead: its answers stay in the Leads"
    " Center.": Said(
        "В Meta for Developers: ваше приложение, Webhooks, Page. Вставьте адрес как Callback URL и"
        " токен подтверждения, затем подпишитесь на leadgen. Секрет — это App Secret в App"
        " settings, Basic. Meta сообщает только номер лида: ответы остаются в Leads Center.",
        "En Meta for Developers: su aplicación, Webhooks, Page. Pegue la dirección como Callback"
        " URL y el token de verificación, y suscríbase a leadgen. Su secreto es el App Secret, en"
        " App settings, Basic. Meta solo dice el id del lead: sus respuestas quedan en Leads"
        " Center.",
    ),
    "Paste the address where the program asks for the URL of a webhook, take JSON as the"
    " content type, and paste the secret.": Said(
        "Вставьте адрес туда, где программа спрашивает URL вебхука, выберите тип содержимого JSON"
        " и вставьте секрет.",
        "Pegue la dirección donde el programa pide la URL del webhook, elija JSON como tipo de"
        " contenido y pegue el secreto.",
    ),
    "In Google Ads: your lead form, other data integration options. Paste the address as the"
    " webhook URL and the secret as the key, then send test data.": Said(
        "В Google Ads: ваша форма для лидов, другие способы интеграции данных. Вставьте адрес как"
        " URL вебхука, секрет как ключ и отправьте тестовые данные.",
        "En Google Ads: su formulario de clientes potenciales, otras opciones de integración de"
        " datos. Pegue la dirección como URL del webhook y el secreto como clave, y envíe datos"
        " de prueba.",
    ),
    "In Jotform: your form, Settings, Integrations, WebHooks. Paste the address there.": Said(
        "В Jotform: ваша форма, Settings, Integrations, WebHooks. Вставьте туда адрес.",
        "En Jotform: su formulario, Settings, Integrations, WebHooks. Pegue allí la dirección.",
    ),
    "Paste the address where the program asks for the URL of a webhook. Its secret is the one"
    " that the program shows for signatures.": Said(
        "Вставьте адрес туда, где программа спрашивает URL вебхука. Секрет — тот, который она"
        " показывает для подписей.",
        "Pegue la dirección donde el programa pide la URL del webhook. Su secreto es el que el"
        " programa muestra para las firmas.",
    ),
    "In Tally: your form, Integrations, Webhooks. Paste the address, and the secret as the"
    " signing secret.": Said(
        "В Tally: ваша форма, Integrations, Webhooks. Вставьте адрес, а секрет — как signing"
        " secret.",
        "En Tally: su formulario, Integrations, Webhooks. Pegue la dirección, y el secreto como"
        " signing secret.",
    ),
    "In Tilda: Site Settings, Forms, Webhook. Paste the address, choose the webhook in the"
    " block of the form, and publish the page.": Said(
        "В Tilda: «Настройки сайта», «Формы», Webhook. Вставьте адрес, выберите вебхук в блоке с"
        " формой и опубликуйте страницу.",
        "En Tilda: Site Settings, Forms, Webhook. Pegue la dirección, elija el webhook en el"
        " bloque del formulario y publique la página.",
    ),
    "In Typeform: your form, Connect, Webhooks. Add the address, paste the secret when you"
    " edit it, and switch it on.": Said(
        "В Typeform: ваша форма, Connect, Webhooks. Добавьте адрес, вставьте секрет при"
        " редактировании и включите вебхук.",
        "En Typeform: su formulario, Connect, Webhooks. Añada la dirección, pegue el secreto al"
        " editarlo y actívelo.",
    ),
    "Make a webhook for form_submission with Webflow's API and the address. Its secret is the"
    " secret key that Webflow answers, or the client secret of your app.": Said(
        "Создайте через API Webflow вебхук form_submission с этим адресом. Секрет — это secret"
        " key из ответа Webflow или client secret вашего приложения.",
        "Cree con la API de Webflow un webhook form_submission con la dirección. Su secreto es la"
        " secret key que responde Webflow, o el client secret de su aplicación.",
    ),
    "In WPForms: your form, Settings, Webhooks. Paste the address as the request URL, choose"
    " POST, and map the fields.": Said(
        "В WPForms: ваша форма, Settings, Webhooks. Вставьте адрес как Request URL, выберите POST"
        " и сопоставьте поля.",
        "En WPForms: su formulario, Settings, Webhooks. Pegue la dirección como Request URL, elija"
        " POST y asigne los campos.",
    ),
}
