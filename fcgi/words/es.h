/* SPDX-License-Identifier: ISC */
/* Made of po/es.po by po/compile: change that, then "make update-po". */
#ifdef ROW
// clang-format off

ROW(CONTINUE,
	"Continuar")
ROW(LOG_IN,
	"Iniciar sesión")
ROW(LOG_IN_AGAIN,
	"Volver a iniciar sesión")
ROW(LOG_IN_AS_ANOTHER,
	"Iniciar sesión con otro nombre")
ROW(LOG_OUT,
	"Cerrar sesión")
ROW(ENTER_CODE,
	"Introducir el código")
ROW(OPEN_PAGE,
	"Abrir la página")
ROW(TRY_AGAIN,
	"Volver a intentarlo")
ROW(GO_TO_FRONT,
	"Ir a la página de inicio")
ROW(GO_TO_LOGIN,
	"Ir a la página de inicio de sesión")
ROW(GO_TO_LOGOUT,
	"Ir a la página de cierre de sesión")
ROW(GO_TO_ACCOUNT,
	"Ir a su cuenta")
ROW(LANGUAGE,
	"Idioma")
ROW(COPY,
	"Copiar")
ROW(COPIED,
	"Copiado")
COUNTED(WAIT_SECONDS,
	ONE("Vuelva a intentarlo dentro de {count} segundo."),
	MANY("Vuelva a intentarlo dentro de {count} de segundos."),
	OTHER("Vuelva a intentarlo dentro de {count} segundos."))
COUNTED(WAIT_MINUTES,
	ONE("Vuelva a intentarlo dentro de {count} minuto aproximadamente."),
	MANY("Vuelva a intentarlo dentro de {count} de minutos aproximadamente."),
	OTHER("Vuelva a intentarlo dentro de {count} minutos aproximadamente."))
COUNTED(WAIT_HOURS,
	ONE("Vuelva a intentarlo dentro de {count} hora aproximadamente."),
	MANY("Vuelva a intentarlo dentro de {count} de horas aproximadamente."),
	OTHER("Vuelva a intentarlo dentro de {count} horas aproximadamente."))
ROW(WAIT_OVER,
	"Ya puede volver a intentarlo.")
ROW(LOGIN_TITLE,
	"Iniciar sesión")
ROW(LOGIN_USER,
	"Nombre de usuario")
ROW(LOGIN_PASSWORD,
	"Contraseña")
ROW(LOGIN_CODE,
	"Código de un solo uso")
ROW(LOGIN_CODE_HINT,
	"Introduzca las cifras que su aplicación de autenticación muestra ahora.")
ROW(LOGIN_TOKEN_HINT,
	"Genere un código nuevo en su token e introdúzcalo aquí.")
ROW(LOGIN_NO_PHONE,
	"¿No tiene el teléfono a mano?")
ROW(LOGIN_RECOVERY,
	"Código de recuperación")
ROW(LOGIN_RECOVERY_HINT,
	"Introduzca uno de los códigos de recuperación que recibió y deje vacío el código de un solo uso.")
ROW(LOGIN_RECOVERY_ONLY_HINT,
	"Introduzca uno de los códigos de recuperación que recibió.")
ROW(LOGIN_FAILED,
	"No se pudo iniciar sesión. Revise los datos introducidos y use un código nuevo.")
ROW(LOGIN_MUST_WAIT,
	"Ha habido demasiados inicios de sesión fallidos en este navegador.")
ROW(LOGIN_ENDED,
	"Su sesión ha terminado. Vuelva a iniciar sesión.")
ROW(LOGIN_STALE,
	"Esta página ha estado abierta demasiado tiempo. Vuelva a intentarlo. Si sucede de nuevo, permita las cookies de este sitio en su navegador.")
ROW(STEP_UP_TITLE,
	"Confirme que es usted")
ROW(KIND_TITLE,
	"Hace falta otro código")
ROW(NEW_CODE_TITLE,
	"Hace falta un código nuevo")
ROW(NOT_SUPPORTED_TITLE,
	"Todavía no se admite")
ROW(LOGGED_IN_AS,
	"Ha iniciado sesión como {user}.")
ROW(NEED_CODE,
	"Esta página requiere un código nuevo.")
ROW(NEED_TOTP,
	"Esta página requiere un código de una aplicación de autenticación.")
ROW(NEED_HOTP,
	"Esta página requiere un código de un token físico.")
ROW(NEED_RECOVERY,
	"Esta página requiere uno de sus códigos de recuperación.")
ROW(NEED_SENT,
	"Esta página requiere un código que se le envía.")
ROW(NEED_PASSKEY,
	"Esta página requiere una clave de acceso (passkey).")
ROW(NEED_ONE_OF,
	"Esta página requiere una de estas opciones:")
ROW(KIND_TOTP,
	"un código de una aplicación de autenticación")
ROW(KIND_HOTP,
	"un código de un token físico")
ROW(KIND_RECOVERY,
	"uno de sus códigos de recuperación")
ROW(KIND_SENT,
	"un código que se le envía")
ROW(KIND_PASSKEY,
	"una clave de acceso (passkey)")
ROW(KIND_OTHER_GIVEN,
	"Ha introducido un código de otro tipo.")
ROW(KIND_NOT_SET_UP,
	"Su cuenta no está configurada para eso. Consulte a su administrador.")
ROW(KIND_NOT_SUPPORTED,
	"Este sitio todavía no puede aceptarlo. Comuníqueselo al administrador.")
ROW(LOGGED_IN_TITLE,
	"Ha iniciado sesión")
COUNTED(NEWS_ELSEWHERE,
	ONE("Ha habido {count} intento fallido desde otro lugar desde su último inicio de sesión en este navegador."),
	MANY("Ha habido {count} de intentos fallidos desde otros lugares desde su último inicio de sesión en este navegador."),
	OTHER("Ha habido {count} intentos fallidos desde otros lugares desde su último inicio de sesión en este navegador."))
COUNTED(NEWS_OWN,
	ONE("Ha habido {count} intento fallido desde su último inicio de sesión."),
	MANY("Ha habido {count} de intentos fallidos desde su último inicio de sesión."),
	OTHER("Ha habido {count} intentos fallidos desde su último inicio de sesión."))
ROW(NEWS_FAILED_AT,
	"El último fue el {when}.")
ROW(NEWS_CHANGED,
	"Su cuenta se ha cambiado en otro navegador. La página de su cuenta indica qué se ha cambiado y cuándo.")
ROW(NEWS_NOT_YOU,
	"Si no fue usted, avise a su administrador.")
COUNTED(NEWS_RECOVERY,
	ONE("Ese código de recuperación ya está usado. Le queda {count} código de recuperación."),
	MANY("Ese código de recuperación ya está usado. Le quedan {count} de códigos de recuperación."),
	OTHER("Ese código de recuperación ya está usado. Le quedan {count} códigos de recuperación."))
ROW(NEWS_RECOVERY_LAST,
	"Ese era su último código de recuperación. No le queda ninguno.")
COUNTED(NEWS_RECOVERY_FEW,
	ONE("Le queda {count} código de recuperación."),
	MANY("Le quedan {count} de códigos de recuperación."),
	OTHER("Le quedan {count} códigos de recuperación."))
ROW(NEWS_RECOVERY_MAKE,
	"Puede crear nuevos códigos de recuperación en la página de su cuenta.")
ROW(NEWS_REPLACE,
	"Si ha perdido el teléfono, configure otro ahora. Así ya no necesitará códigos de recuperación.")
ROW(NEWS_GO_ON,
	"Continuar sin sustituirlo")
ROW(NEWS_RECOVERY_ASK,
	"Pida a su administrador nuevos códigos de recuperación.")
ROW(NEWS_LAST,
	"Su último inicio de sesión fue el {when}.")
ROW(NEWS_LAST_HERE,
	"Su último inicio de sesión fue el {when}, en este navegador.")
ROW(NEWS_LAST_IN,
	"Su último inicio de sesión fue el {when}, con {browser}.")
ROW(WHEN,
	"{day} de {month} de {year} a las {time} ({zone})")
ROW(WHEN_FIRST,
	"{day} de {month} de {year} a las {time} ({zone})")
ROW(MONTHS,
	"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre")
ROW(LOGOUT_TITLE,
	"¿Cerrar sesión?")
ROW(LOGOUT_TEXT,
	"Esto termina su sesión en este navegador.")
ROW(LOGGED_OUT_TITLE,
	"Ha cerrado la sesión")
ROW(NOT_LOGGED_OUT_TITLE,
	"La sesión no se ha cerrado")
ROW(LOGOUT_FOREIGN,
	"La petición de cerrar la sesión venía de otro sitio, por lo que su sesión sigue abierta.")
ROW(LOGOUT_STALE,
	"Esta página había quedado anticuada, por lo que su sesión sigue abierta. Pulse el botón otra vez para cerrarla.")
ROW(LOGOUT_BROKEN,
	"No se pudo cerrar su sesión. Vuelva a intentarlo.")
ROW(DENIED_TITLE,
	"Acceso denegado")
ROW(DENIED_GROUP,
	"No pertenece a ningún grupo que pueda abrir esta página. Si necesita acceso, consulte a su administrador.")
ROW(PATH_TITLE,
	"Dirección no aceptada")
ROW(PATH_TEXT,
	"Esta dirección puede leerse como más de una página, por lo que no se ha abierto. Empiece en la página de inicio de este sitio. Si un enlace le ha traído aquí, avise al administrador.")
ROW(AGAIN_TITLE,
	"Ya enviado")
ROW(AGAIN_TEXT,
	"Este formulario se envió hace un momento, por lo que no se ha vuelto a enviar. Abra la página para ver el resultado.")
ROW(AGAIN_HINT,
	"Si no ha llegado, espere un minuto, vuelva atrás y pulse Continuar otra vez.")
ROW(UNDECIDED_TEXT,
	"No se pudo comprobar su acceso. Vuelva a intentarlo más tarde o avise al administrador.")
ROW(KEPT_NEEDS_CODE,
	"El formulario que ha enviado requiere un código nuevo. Está guardado y podrá enviarlo cuando haya introducido el código.")
ROW(KEPT_NEEDS_LOGIN,
	"Su sesión ha terminado. El formulario que ha enviado está guardado y podrá enviarlo cuando haya iniciado sesión.")
COUNTED(KEPT_OFFER,
	ONE("Su formulario de {count} campo está guardado y todavía no se ha entregado. Pulse Continuar para enviarlo ahora."),
	MANY("Su formulario de {count} de campos está guardado y todavía no se ha entregado. Pulse Continuar para enviarlo ahora."),
	OTHER("Su formulario de {count} campos está guardado y todavía no se ha entregado. Pulse Continuar para enviarlo ahora."))
ROW(KEPT_LOST,
	"El formulario que ha enviado no se ha entregado.")
ROW(KEPT_TOO_LARGE,
	"El formulario que ha enviado es demasiado grande para guardarlo y no se ha entregado. Envíelo de nuevo después de iniciar sesión.")
ROW(KEPT_FILES,
	"El formulario que ha enviado contiene archivos o es de un tipo que no se pudo guardar, y no se ha entregado. Envíelo de nuevo después de iniciar sesión.")
ROW(KEPT_FOREIGN,
	"Es posible que el formulario no venga de una página de este sitio, por lo que no se ha guardado ni entregado. Envíelo de nuevo después de iniciar sesión.")
ROW(KEPT_EXPIRED,
	"El formulario que ha enviado se guardó durante diez minutos y ha caducado. No se ha entregado. Vuelva atrás y envíelo de nuevo.")
ROW(KEPT_OTHER_USER,
	"El formulario guardado pertenece a otra persona que usó antes este navegador. No se ha entregado.")
ROW(KEPT_BAD,
	"El formulario que ha enviado no se pudo guardar y no se ha entregado. Envíelo de nuevo después de iniciar sesión.")
ROW(RESUME_TITLE,
	"Sesión terminada")
ROW(RESUME_FORM,
	"Su formulario se guarda en esta pestaña durante diez minutos. Todavía no se ha entregado. Inicie sesión en la pestaña nueva que se abrirá. Después vuelva aquí y pulse Continuar.")
ROW(RESUME_VISIT_TITLE,
	"Inicie sesión")
ROW(RESUME_VISIT,
	"La página de inicio de sesión no puede recordar la larga dirección de esta página, así que deje abierta esta pestaña. Inicie sesión en la pestaña nueva que se abrirá. Después vuelva aquí y pulse Continuar.")
ROW(FOREIGN_TITLE,
	"Formulario de otro sitio")
COUNTED(FOREIGN_ASK,
	ONE("{site} ha enviado a este sitio un formulario de {count} campo. Continúe solo si acaba de venir de allí: lo que dice el formulario se hará en su nombre."),
	MANY("{site} ha enviado a este sitio un formulario de {count} de campos. Continúe solo si acaba de venir de allí: lo que dice el formulario se hará en su nombre."),
	OTHER("{site} ha enviado a este sitio un formulario de {count} campos. Continúe solo si acaba de venir de allí: lo que dice el formulario se hará en su nombre."))
ROW(FOREIGN_REFUSED,
	"{site} ha enviado un formulario que no se puede transmitir. No se ha entregado. Vuelva atrás y empiece de nuevo.")
ROW(BLOCKED_TITLE,
	"Solicitud bloqueada")
ROW(BLOCKED_FORM,
	"Este formulario se envió desde otro sitio y no se ha entregado. Vuelva atrás y empiece de nuevo.")
ROW(BLOCKED_LOGIN,
	"Este formulario de inicio de sesión se envió desde otro sitio y no se ha aceptado. Inicie sesión en la página de inicio de sesión de este sitio.")
ROW(TICKET_TITLE,
	"Todavía no ha iniciado sesión aquí")
ROW(TICKET_REFUSED,
	"No se pudo iniciar su sesión en este sitio. Vuelva a intentarlo. Si sucede de nuevo, permita las cookies de este sitio en su navegador.")
ROW(TICKET_BROKEN,
	"No se pudo iniciar su sesión aquí. Vuelva a intentarlo.")
ROW(TICKET_TOO_MANY_TITLE,
	"Demasiadas solicitudes")
ROW(TICKET_TOO_MANY,
	"Ha iniciado sesión en demasiados sitios en poco tiempo.")
ROW(LOOP_TITLE,
	"Este sitio no deja de pedir un inicio de sesión")
ROW(LOOP_TEXT,
	"Ha iniciado sesión, pero este sitio vuelve a pedirle que lo haga una y otra vez. Permita las cookies de este sitio en su navegador y vuelva a intentarlo. Si eso no ayuda, diga al administrador qué dirección ha abierto.")
ROW(UNAVAILABLE_TITLE,
	"No disponible en este momento")
ROW(LOGIN_UNAVAILABLE,
	"Nadie puede iniciar sesión en este momento. Su código no se ha gastado. Vuelva a intentarlo dentro de unos segundos.")
ROW(BUSY_TITLE,
	"Servicio ocupado")
ROW(BUSY_LOGINS,
	"Demasiadas personas están iniciando sesión en este momento. Vuelva a intentarlo dentro de unos segundos.")
ROW(BUSY_PAGES,
	"Hay demasiadas solicitudes en este momento. Vuelva a intentarlo dentro de unos segundos.")
ROW(TOO_MANY_TITLE,
	"Demasiados inicios de sesión fallidos")
ROW(TOO_MANY_TEXT,
	"Han fallado demasiados inicios de sesión desde su red.")
ROW(FORM_BAD_TITLE,
	"Formulario no aceptado")
ROW(FORM_BAD,
	"El formulario no ha llegado como debía. Vuelva a intentarlo.")
ROW(FORM_OTHER_TYPE,
	"Lo que se envió no es un formulario. Vuelva atrás e inténtelo de nuevo.")
ROW(FORM_NO_LENGTH,
	"Su navegador ha enviado este formulario de una manera que aquí no se puede aceptar. Pruebe con otro navegador.")
ROW(FORM_TOO_LARGE,
	"Este formulario es demasiado grande. Vuelva atrás y acorte lo que ha escrito.")
ROW(NOT_FOUND_TITLE,
	"Página no encontrada")
ROW(NOT_FOUND_TEXT,
	"Esta página no existe aquí.")
ROW(METHOD_TITLE,
	"Solicitud no aceptada")
ROW(METHOD_TEXT,
	"Esta página no se puede usar de esa manera. Empiece por la página de inicio de sesión.")
ROW(NOT_HERE_TITLE,
	"No disponible en esta dirección")
ROW(NOT_HERE_TEXT,
	"No puede iniciar sesión en esta dirección. Compruebe que empieza por https, o pida la correcta al administrador.")
ROW(ENROLL_TITLE,
	"Le damos la bienvenida")
ROW(ENROLL_WELCOME,
	"Hola, {user}. En un minuto habrá configurado su teléfono para iniciar sesión aquí. Necesita una aplicación que muestre códigos de inicio de sesión, como la que tienen muchos teléfonos y gestores de contraseñas.")
ROW(ENROLL_REPLACES,
	"Lo que ha usado hasta ahora para los códigos de inicio de sesión dejará de funcionar en cuanto la nueva aplicación haya mostrado su primer código.")
ROW(ENROLL_CHOOSE_PASSWORD,
	"Primero elija una contraseña de al menos 8 caracteres.")
ROW(ENROLL_PASSWORD,
	"Contraseña nueva")
ROW(ENROLL_PASSWORD_AGAIN,
	"La misma contraseña otra vez")
ROW(ENROLL_PASSWORD_SHORT,
	"Esta contraseña es demasiado corta. Elija una de al menos 8 caracteres.")
ROW(ENROLL_PASSWORD_LONG,
	"Esta contraseña es demasiado larga. Elija una más corta.")
ROW(ENROLL_PASSWORD_OWN,
	"Esta contraseña es poco más que su nombre o el de este sitio. Elija una con al menos otros 8 caracteres.")
ROW(ENROLL_PASSWORD_EASY,
	"Esta contraseña es demasiado fácil de adivinar. Elija una más larga, o varias palabras que no tengan nada que ver entre sí.")
ROW(ENROLL_PASSWORD_FORBIDDEN,
	"Esta contraseña contiene un carácter que no se puede ver. Escríbala sin él.")
ROW(ENROLL_PASSWORD_DIFFERS,
	"Las dos contraseñas no eran iguales. Escriba ambas de nuevo.")
ROW(ENROLL_APP_TITLE,
	"Escanee este código con su aplicación")
ROW(ENROLL_APP_TEXT,
	"Abra la aplicación en su teléfono, añada una cuenta y apunte con la cámara al cuadrado.")
ROW(ENROLL_QR,
	"Código QR con la clave secreta para su aplicación")
ROW(ENROLL_SAME_PHONE,
	"Añadir a la aplicación de este teléfono")
ROW(ENROLL_BY_HAND,
	"Sin cámara, escriba esta clave secreta en la aplicación:")
ROW(ENROLL_COPY,
	"La clave secreta para copiar")
ROW(ENROLL_CODE_TITLE,
	"Introduzca el código que muestra la aplicación")
ROW(ENROLL_CODE_HINT,
	"6 cifras, nuevas cada 30 segundos")
ROW(ENROLL_SHOW_AGAIN,
	"Mostrar de nuevo el código QR")
ROW(ENROLL_CODE_WRONG,
	"Este código no es correcto. Introduzca el que la aplicación muestra ahora. Si se vuelve a rechazar, ponga el reloj de su teléfono en automático.")
ROW(ENROLL_CODE_NONE,
	"Introduzca las 6 cifras que muestra la aplicación.")
ROW(ENROLL_FULL,
	"Tiene tantos autenticadores como puede haber. Pida a su administrador que elimine uno; este enlace sigue siendo válido.")
ROW(ENROLL_DONE_TITLE,
	"Guarde sus códigos de recuperación")
ROW(ENROLL_DONE_TEXT,
	"Su aplicación está configurada. Cada uno de estos códigos le permite entrar una vez sin ella, para el día en que pierda el teléfono. Solo se muestran ahora y sustituyen a todos los anteriores: imprímalos, guárdelos o anótelos.")
ROW(ENROLL_DONE_NEXT,
	"Después inicie sesión con el siguiente código que muestre la aplicación: el que acaba de enviar funciona una sola vez.")
ROW(ENROLL_DOWNLOAD,
	"Guardar como archivo de texto")
ROW(ENROLL_KEPT,
	"Los he guardado")
ROW(ENROLL_OVER_TITLE,
	"Este enlace no es válido")
ROW(ENROLL_OVER,
	"Este enlace ya no es válido. Si ya ha configurado su aplicación con él, solo tiene que iniciar sesión. Si no, pida uno nuevo a su administrador.")
ROW(ENROLL_STALE,
	"Este formulario es demasiado antiguo o no procede de este navegador. Vuelva a intentarlo.")
ROW(ENROLL_UNAVAILABLE,
	"Esto no se puede hacer en este momento. Vuelva a intentarlo dentro de unos segundos.")
ROW(ENROLL_TOO_MANY,
	"Se han enviado demasiados formularios desde su red.")
ROW(ACCOUNT_TITLE,
	"Su cuenta")
ROW(ACCOUNT_NEEDS_CODE,
	"Para cambiar algo aquí, introduzca primero un código nuevo. Es válido durante cinco minutos.")
ROW(ACCOUNT_LATE,
	"Todavía no se ha cambiado nada, porque su último código tenía más de cinco minutos. Ahora puede hacer el cambio.")
ROW(ACCOUNT_REFUSED_TITLE,
	"No se ha cambiado nada")
ROW(ACCOUNT_STALE,
	"Este formulario es demasiado antiguo o no pertenece a su sesión. Vuelva a intentarlo desde la página de su cuenta.")
ROW(ACCOUNT_GONE,
	"Ya no existía.")
ROW(ACCOUNT_NO_ROOM,
	"Ya no hay espacio para esto. Cierre sesiones o elimine algo que no necesite y vuelva a intentarlo.")
ROW(ACCOUNT_UNKNOWN_TITLE,
	"Compruébelo, por favor")
ROW(ACCOUNT_UNKNOWN,
	"Puede que el cambio se haya hecho o puede que no. La página de su cuenta muestra el estado actual.")
ROW(CHANGED_SESSION,
	"Se ha cerrado una sesión.")
ROW(CHANGED_SESSIONS,
	"Se han cerrado todas las demás sesiones.")
ROW(CHANGED_BROWSER,
	"Se ha olvidado un navegador.")
ROW(CHANGED_BROWSERS,
	"Se han olvidado todos los navegadores.")
ROW(CHANGED_ADDED,
	"Se ha añadido un autenticador.")
ROW(CHANGED_REMOVED,
	"Se ha eliminado un autenticador.")
ROW(CHANGED_RENAMED,
	"Se ha cambiado el nombre de un autenticador.")
ROW(CHANGED_CODES,
	"Se han creado nuevos códigos de recuperación.")
ROW(CHANGED_PASSWORD,
	"Se ha cambiado la contraseña.")
ROW(ACCOUNT_WHEN,
	"Cuándo")
ROW(ACCOUNT_ADDRESS,
	"Dirección")
ROW(AGO_NOW,
	"ahora mismo")
COUNTED(AGO_MINUTES,
	ONE("hace {count} minuto"),
	MANY("hace {count} de minutos"),
	OTHER("hace {count} minutos"))
COUNTED(AGO_HOURS,
	ONE("hace {count} hora"),
	MANY("hace {count} de horas"),
	OTHER("hace {count} horas"))
COUNTED(AGO_DAYS,
	ONE("hace {count} día"),
	MANY("hace {count} de días"),
	OTHER("hace {count} días"))
ROW(ACCOUNT_AUTHENTICATORS,
	"Autenticadores")
ROW(ACCOUNT_AUTHENTICATORS_TEXT,
	"Las aplicaciones y los dispositivos que le muestran un código para iniciar sesión.")
ROW(ACCOUNT_PHONE_APP,
	"Aplicación")
ROW(ACCOUNT_TOKEN,
	"Token físico")
ROW(ACCOUNT_ADDED,
	"Añadido")
ROW(ACCOUNT_WAITS,
	"Está a la espera de su primer código.")
ROW(ACCOUNT_BLOCKED,
	"Está desactivado tras demasiados códigos erróneos. Pida a su administrador que lo desbloquee.")
ROW(ACCOUNT_EDIT,
	"Cambiar el nombre o eliminar")
ROW(ACCOUNT_ADD,
	"Añadir una aplicación de autenticación")
ROW(ACCOUNT_ADD_GO_ON,
	"Seguir añadiendo la aplicación")
ROW(ACCOUNT_ADD_DONE,
	"Finalizar")
ROW(ACCOUNT_ADD_REPLACES,
	"En cuanto el primer código de esta aplicación sea correcto, se eliminarán todos sus demás autenticadores.")
ROW(ACCOUNT_ADD_OVER,
	"Aquí ya no se está añadiendo ninguna aplicación: han pasado más de 15 minutos o se ha empezado de nuevo en otro lugar. Empiece otra vez, con la nueva clave secreta.")
ROW(ACCOUNT_FULL,
	"Tiene tantos autenticadores como puede haber. Elimine uno primero.")
ROW(ACCOUNT_LABEL,
	"Nombre de este autenticador")
ROW(ACCOUNT_RENAME,
	"Guardar el nombre")
ROW(ACCOUNT_NAME_LONG,
	"Este nombre es demasiado largo. Elija uno más corto.")
ROW(ACCOUNT_NAME_BAD,
	"Este nombre está vacío o contiene un carácter invisible. Elija otro.")
ROW(ACCOUNT_NAME_TAKEN,
	"Otro autenticador tiene este nombre. Elija otro.")
ROW(ACCOUNT_LAST,
	"Nada más le permitiría entrar, por eso este autenticador no se puede eliminar. Añada otro primero.")
ROW(ACCOUNT_REMOVE_TEXT,
	"Si lo elimina, sus códigos se rechazan de inmediato y se cierran las sesiones abiertas con él.")
ROW(ACCOUNT_REMOVE,
	"Eliminar este autenticador")
ROW(ACCOUNT_REPLACE,
	"Sustituir su autenticador")
ROW(ACCOUNT_REPLACE_TEXT,
	"Configure una aplicación en el teléfono que tiene ahora. Sus autenticadores anteriores funcionan hasta que la nueva aplicación haya mostrado su primer código. Entonces se eliminan y se cierran las sesiones abiertas con ellos.")
ROW(ACCOUNT_REPLACE_BEGIN,
	"Configurar la nueva aplicación")
ROW(ACCOUNT_CODES,
	"Códigos de recuperación")
COUNTED(ACCOUNT_CODES_LEFT,
	ONE("Queda {count} código de recuperación. Le permite entrar una vez sin su teléfono."),
	MANY("Quedan {count} códigos de recuperación. Cada uno le permite entrar una vez sin su teléfono."),
	OTHER("Quedan {count} códigos de recuperación. Cada uno le permite entrar una vez sin su teléfono."))
ROW(ACCOUNT_CODES_NONE,
	"No tiene códigos de recuperación.")
ROW(ACCOUNT_CODES_TEXT,
	"Con los códigos de recuperación puede entrar si pierde el teléfono.")
ROW(ACCOUNT_CODES_REPLACED,
	"Los códigos nuevos se muestran una sola vez, y los antiguos dejan de funcionar en ese mismo momento.")
ROW(ACCOUNT_CODES_MADE,
	"Creados")
ROW(ACCOUNT_CODES_NEW,
	"Crear nuevos códigos de recuperación")
ROW(ACCOUNT_CODES_CHANGED,
	"Se acaban de crear nuevos códigos de recuperación en otra ventana. Si no los tiene, créelos otra vez.")
ROW(ACCOUNT_CODES_SHOWN,
	"Cada uno de estos códigos le permite entrar una vez sin su teléfono. Solo se muestran ahora, y los antiguos ya no funcionan: imprímalos, guárdelos o anótelos.")
ROW(ACCOUNT_PASSWORD,
	"Contraseña")
ROW(ACCOUNT_PASSWORD_CHANGE,
	"Cambiar la contraseña")
ROW(ACCOUNT_PASSWORD_TEXT,
	"Al cambiar la contraseña se cierran sus demás sesiones. Esta continúa.")
ROW(ACCOUNT_PASSWORD_OLD,
	"Contraseña actual")
ROW(ACCOUNT_PASSWORD_WRONG,
	"La contraseña actual no era correcta.")
ROW(ACCOUNT_PASSWORD_WAIT,
	"La contraseña actual ha sido incorrecta demasiadas veces.")
ROW(ACCOUNT_PASSWORD_STALE,
	"La contraseña se acaba de cambiar en otra ventana.")
ROW(ACCOUNT_SESSIONS,
	"Dónde ha iniciado sesión")
ROW(ACCOUNT_SOME_BROWSER,
	"Un navegador de tipo desconocido")
ROW(ACCOUNT_THIS_SESSION,
	"Está aquí ahora.")
ROW(ACCOUNT_SINCE,
	"Inicio de sesión")
ROW(ACCOUNT_USED,
	"Último uso")
ROW(ACCOUNT_END,
	"Cerrar esta sesión")
ROW(ACCOUNT_END_OTHERS,
	"Cerrar todas las demás sesiones")
ROW(ACCOUNT_BROWSERS,
	"Navegadores conocidos")
ROW(ACCOUNT_BROWSERS_TEXT,
	"Con estos puede iniciar sesión incluso mientras otros intentan adivinar sus códigos.")
ROW(ACCOUNT_THIS_BROWSER,
	"Es el que está usando ahora.")
ROW(ACCOUNT_FIRST_LOGIN,
	"Primer inicio de sesión")
ROW(ACCOUNT_LAST_LOGIN,
	"Último inicio de sesión")
ROW(ACCOUNT_FORGET,
	"Olvidar este navegador")
ROW(ACCOUNT_FORGET_ALL,
	"Olvidar todos los navegadores")
COUNTED(ACCOUNT_FAILED,
	ONE("Desde entonces ha fallado {count} intento de iniciar sesión en su nombre."),
	MANY("Desde entonces han fallado {count} de intentos de iniciar sesión en su nombre."),
	OTHER("Desde entonces han fallado {count} intentos de iniciar sesión en su nombre."))
ROW(ACCOUNT_NONE_FAILED,
	"Desde entonces no ha fallado ningún intento de iniciar sesión en su nombre.")
ROW(ACCOUNT_PROFILE,
	"Sobre usted")
ROW(ACCOUNT_NAME,
	"Nombre completo")
ROW(ACCOUNT_MAIL,
	"Correo electrónico")
ROW(ACCOUNT_PROFILE_ASK,
	"Si algo de esto no es correcto, pida a su administrador que lo cambie.")

// clang-format on
#endif
