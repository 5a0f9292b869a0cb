"""Words of deadlines, of escalation and of overdue leads."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "{minutes} min": Said(ru="{minutes} мин", es="{minutes} min"),
    "{hours} h": Said(ru="{hours} ч", es="{hours} h"),
    "{hours} h {minutes} min": Said(ru="{hours} ч {minutes} мин", es="{hours} h {minutes} min"),
    "⏳ Answer by {time}": Said(ru="⏳ Ответить до {time}", es="⏳ Responder antes de las {time}"),
    "⏰ Overdue since {time}": Said(
        ru="⏰ Ответ просрочен с {time}", es="⏰ Sin respuesta a tiempo, venció: {time}"
    ),
    "⏰ Nothing happened by {time}": Said(
        ru="⏰ По лиду тишина, срок был {time}",
        es="⏰ Sin novedades; el plazo venció: {time}",
    ),
    "nobody answered in time": Said(ru="никто не ответил вовремя", es="nadie respondió a tiempo"),
    "{owner} was reminded": Said(
        ru="отправлено напоминание: {owner}", es="se envió un recordatorio a {owner}"
    ),
    "it went back to everybody, {owner} was silent": Said(
        ru="снова свободен для всех: {owner} не отвечает",
        es="volvió a estar libre para todos: {owner} no respondió",
    ),
    "the admins were told that nobody took it": Said(
        ru="администраторам сообщили, что лид никто не взял",
        es="se avisó a los administradores de que nadie lo tomó",
    ),
    "nobody took it, so {chat} shows it too": Said(
        ru="никто не взял, теперь показан и в {chat}",
        es="nadie lo tomó, así que también se muestra en {chat}",
    ),
    "👌 Nothing is overdue.": Said(ru="👌 Просроченных лидов нет.", es="👌 No hay nada atrasado."),
    "{number} leads are overdue": Counted(
        ru=(
            "{number} лид просрочен",
            "{number} лида просрочено",
            "{number} лидов просрочено",
        ),
        es=("{number} lead atrasado", "{number} leads atrasados"),
    ),
    "overdue by {time}": Said(ru="просрочен на {time}", es="{time} de atraso"),
    "Hot leads": Said(ru="Горячие лиды", es="Leads calientes"),
    "Warm leads": Said(ru="Тёплые лиды", es="Leads tibios"),
    "Cold leads": Said(ru="Холодные лиды", es="Leads fríos"),
    "⏳ Time to answer": Said(ru="⏳ Время на ответ", es="⏳ Tiempo de respuesta"),
    "All leads of {source}: <b>{time}</b>": Said(
        ru="Все лиды из {source}: <b>{time}</b>", es="Todos los leads de {source}: <b>{time}</b>"
    ),
    "Each new lead should be answered within this much working time. Its card says by when;"
    " /overdue lists what was not. A change counts for new leads.": Said(
        ru="За это рабочее время на новый лид нужно ответить. На карточке указано, до какого"
        " часа; /overdue покажет просроченные. Изменения действуют для новых лидов.",
        es="Cada lead nuevo debe recibir respuesta en este tiempo laboral. Su ficha indica la"
        " hora límite; /overdue muestra los atrasados. Los cambios valen para los leads nuevos.",
    ),
    "As for all": Said(ru="Как для всех", es="Como para todos"),
    "as for all": Said(ru="как для всех", es="como para todos"),
    "By source": Said(ru="По источникам", es="Por fuente"),
    "No target": Said(ru="Без срока", es="Sin plazo"),
    "no target": Said(ru="без срока", es="sin plazo"),
    "{number} sources have their own times.": Counted(
        ru=(
            "У {number} источника свой срок.",
            "У {number} источников свои сроки.",
            "У {number} источников свои сроки.",
        ),
        es=("{number} fuente tiene su propio plazo.", "{number} fuentes tienen su propio plazo."),
    ),
    "Or reply to this message with another time, such as 45 min.": Said(
        ru="Или ответьте на это сообщение и укажите другое время, например 45 мин.",
        es="O responda a este mensaje con otro tiempo, por ejemplo 45 min.",
    ),
    "⏰ You have #{number} {who}, and nothing has happened for too long. Go on with it, or"
    " release it.": Said(
        ru="⏰ У вас #{number} {who}, и давно нет движения. Продолжите работу или верните лид.",
        es="⏰ Usted tiene el #{number} {who} y hace demasiado que no hay novedades. Continúe con"
        " él o libérelo.",
    ),
    "⏰ Leads of yours that wait for you: {count}.": Said(
        ru="⏰ Ваши лиды, которые вас ждут: {count}.", es="⏰ Leads suyos que le esperan: {count}."
    ),
    "⏰ Nobody took #{number} {who} in time.": Said(
        ru="⏰ Никто вовремя не взял #{number} {who}.",
        es="⏰ Nadie tomó a tiempo el #{number} {who}.",
    ),
    "⏰ Overdue leads that nobody took: {count}.": Said(
        ru="⏰ Просроченные лиды, которые никто не взял: {count}.",
        es="⏰ Leads atrasados que nadie ha tomado: {count}.",
    ),
    "Show them": Said(ru="Показать", es="Verlos"),
    "🪜 When nobody answers": Said(ru="🪜 Если никто не отвечает", es="🪜 Si nadie responde"),
    "What I do by myself in working hours, one step after the other, until somebody takes the"
    " lead or goes on with it.": Said(
        ru="Что я делаю сам в рабочие часы, шаг за шагом, пока лид не возьмут или работа с ним"
        " не продолжится.",
        es="Lo que hago por mi cuenta en horario laboral, paso a paso, hasta que alguien tome el"
        " lead o siga con él.",
    ),
    "Remind a silent owner": Said(ru="Напомнить тому, кто молчит", es="Recordar a quien lo tiene"),
    "Whoever took a lead and then neither moves it nor writes a note is reminded in private after"
    " this much working time.": Said(
        ru="Кто взял лид и не меняет статус и не пишет заметок, получит личное напоминание через"
        " это рабочее время.",
        es="Quien tomó un lead y no cambia su estado ni escribe notas recibe un recordatorio en"
        " privado tras este tiempo laboral.",
    ),
    "Back to everybody": Said(ru="Вернуть всем", es="Devolver a todos"),
    "This long after the reminder a lead goes back to everybody, and its cards say so.": Said(
        ru="Через это время после напоминания лид снова доступен всем, и карточки это покажут.",
        es="Pasado este tiempo desde el recordatorio, el lead vuelve a estar libre para todos y"
        " sus fichas lo indican.",
    ),
    "Tell the admins": Said(ru="Сообщить администраторам", es="Avisar a los administradores"),
    "This long after its deadline the admins hear in private of a lead nobody took.": Said(
        ru="Через это время после срока администраторы узнают в личном чате, что лид никто не"
        " взял.",
        es="Pasado este tiempo desde el plazo, los administradores reciben un aviso privado del"
        " lead que nadie tomó.",
    ),
    "Show it in one more chat": Said(ru="Показать ещё в одном чате", es="Mostrarlo en otro chat"),
    "This long after that, one more chat gets its card.": Said(
        ru="Ещё через это время карточку получит ещё один чат.",
        es="Pasado este tiempo más, otro chat recibe la ficha.",
    ),
    "Chat": Said(ru="Чат", es="Chat"),
    "Choose the chat": Said(ru="Выбрать чат", es="Elegir el chat"),
    "Off": Said(ru="Выкл.", es="Apagado"),
    "Gentle": Said(ru="Мягко", es="Suave"),
    "Strict": Said(ru="Строго", es="Estricto"),
    "None": Said(ru="Никакой", es="Ninguno"),
    "no chat": Said(ru="не выбран", es="ninguno"),
    "after {time}": Said(ru="через {time}", es="tras {time}"),
    "at once": Said(ru="сразу", es="de inmediato"),
    "Show leads that wait for an answer": Said(
        ru="Лиды, которые ждут ответа", es="Ver los leads que esperan respuesta"
    ),
}
