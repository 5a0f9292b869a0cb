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
    "Show leads that wait for an answer": Said(
        ru="Показать лиды, которые ждут ответа", es="Ver los leads que esperan respuesta"
    ),
}
