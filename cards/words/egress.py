"""Words about addresses that may not be called."""

from cards.words import Counted, Said

WORDS: dict[str, Said | Counted] = {
    "address": Said("адрес", "dirección"),
    "it is too long": Said("слишком длинный", "es demasiado larga"),
    "only ASCII characters of web addresses are allowed": Said(
        "допустимы только символы ASCII, разрешённые в веб-адресах",
        "solo se admiten los caracteres ASCII propios de una dirección web",
    ),
    "write it as https://host/path": Said(
        "укажите его в виде https://host/path", "escríbala como https://host/path"
    ),
    "it begins with https://": Said(
        "он должен начинаться с https://", "debe empezar por https://"
    ),
    "https:// is needed, except to private networks of this installation": Said(
        "нужен https://; без него доступны только частные сети этой установки",
        "se necesita https://, salvo hacia las redes privadas de esta instalación",
    ),
    "leave out the user and the password before the host": Said(
        "уберите имя пользователя и пароль перед хостом",
        "quite el usuario y la contraseña que van delante del servidor",
    ),
    "leave out what follows #": Said("уберите всё, что после #", "quite lo que sigue a #"),
    "its host is not written as a plain name or address": Said(
        "хост должен быть обычным именем или адресом",
        "el servidor no está escrito como un nombre o una dirección normal",
    ),
    "write an IPv4 address as four decimal numbers": Said(
        "запишите адрес IPv4 четырьмя десятичными числами",
        "escriba la dirección IPv4 con cuatro números decimales",
    ),
    "this port is not allowed": Said("этот порт не разрешён", "este puerto no está permitido"),
    "it leads to LeadsBot itself": Said("он ведёт на сам LeadsBot", "lleva al propio LeadsBot"),
    "it leads to a metadata service, which is never called": Said(
        "он ведёт к службе метаданных, к которой обращаться нельзя",
        "lleva a un servicio de metadatos, al que nunca se llama",
    ),
    "only a local network knows this name": Said(
        "это имя известно только в локальной сети", "ese nombre solo existe en una red local"
    ),
    "it leads to this machine itself": Said(
        "он ведёт на саму эту машину", "lleva a esta misma máquina"
    ),
    "it leads into a private network": Said("он ведёт в частную сеть", "lleva a una red privada"),
    "it leads into a shared network of a provider": Said(
        "он ведёт в общую сеть провайдера", "lleva a una red compartida de un proveedor"
    ),
    "it leads to a link-local address": Said(
        "он ведёт на локальный адрес канала", "lleva a una dirección de enlace local"
    ),
    "it leads to a multicast address": Said(
        "он ведёт на групповой адрес", "lleva a una dirección de multidifusión"
    ),
    "it leads to an address that stands for another one": Said(
        "он ведёт на адрес, за которым стоит другой",
        "lleva a una dirección que representa a otra",
    ),
    "it leads to a reserved address": Said(
        "он ведёт на зарезервированный адрес", "lleva a una dirección reservada"
    ),
    "nobody knows a host of this name": Said(
        "хост с таким именем не найден", "no se encuentra ningún servidor con ese nombre"
    ),
}
