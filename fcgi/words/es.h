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
	"Introduzca las siguientes cifras que muestra su token.")
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
	"Esta página ha estado abierta demasiado tiempo, o las cookies están desactivadas en este navegador. Vuelva a intentarlo.")
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
	"Esta página requiere un código de un token basado en contador (HOTP).")
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
	"un código de un token basado en contador (HOTP)")
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
	ONE("Desde su último inicio de sesión en este navegador, ha fallado {count} intento de iniciar sesión con su nombre desde otro lugar."),
	MANY("Desde su último inicio de sesión en este navegador, han fallado {count} de intentos de iniciar sesión con su nombre desde otro lugar."),
	OTHER("Desde su último inicio de sesión en este navegador, han fallado {count} intentos de iniciar sesión con su nombre desde otro lugar."))
COUNTED(NEWS_OWN,
	ONE("Antes de este inicio de sesión, falló {count} intento."),
	MANY("Antes de este inicio de sesión, fallaron {count} de intentos."),
	OTHER("Antes de este inicio de sesión, fallaron {count} intentos."))
ROW(NEWS_NOT_YOU,
	"Si no fue usted, avise a su administrador.")
COUNTED(NEWS_RECOVERY,
	ONE("Ese código de recuperación ya está usado; le queda {count}."),
	MANY("Ese código de recuperación ya está usado; le quedan {count}."),
	OTHER("Ese código de recuperación ya está usado; le quedan {count}."))
ROW(NEWS_RECOVERY_LAST,
	"Ese era su último código de recuperación.")
ROW(NEWS_RECOVERY_ASK,
	"Pida a su administrador nuevos códigos de recuperación.")
ROW(LOGOUT_TITLE,
	"¿Cerrar sesión?")
ROW(LOGOUT_TEXT,
	"Esto termina su sesión en este navegador.")
ROW(LOGGED_OUT_TITLE,
	"Ha cerrado la sesión")
ROW(NOT_LOGGED_OUT_TITLE,
	"La sesión no se ha cerrado")
ROW(LOGOUT_FOREIGN,
	"Este formulario se envió desde otro sitio, por lo que su sesión no se ha cerrado.")
ROW(LOGOUT_STALE,
	"Este formulario es demasiado antiguo o no pertenece a su sesión. Abra la página de cierre de sesión y vuelva a intentarlo.")
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
	"Este formulario se envió hace un momento y no se ha enviado por segunda vez. La página a la que se envió muestra qué ha sido de él.")
ROW(AGAIN_HINT,
	"Si se perdió, vuelva atrás dentro de un minuto y pulse Continuar otra vez.")
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
	"El formulario que ha enviado se guardó durante diez minutos, que ya han pasado. No se ha entregado. Vuelva atrás y envíelo de nuevo.")
ROW(KEPT_OTHER_USER,
	"El formulario guardado pertenece a otra persona que usó antes este navegador. No se ha entregado.")
ROW(KEPT_BAD,
	"El formulario que ha enviado no se pudo guardar y no se ha entregado. Envíelo de nuevo después de iniciar sesión.")
ROW(RESUME_TITLE,
	"Sesión terminada")
ROW(RESUME_FORM,
	"El formulario que ha enviado está guardado en esta pestaña durante diez minutos y todavía no se ha entregado. Inicie sesión, para lo que se abre una pestaña nueva; después vuelva a esta y continúe.")
ROW(RESUME_VISIT_TITLE,
	"Inicie sesión")
ROW(RESUME_VISIT,
	"La dirección de esta página es demasiado larga para que la página de inicio de sesión la recuerde. Inicie sesión, para lo que se abre una pestaña nueva; después vuelva a esta y continúe.")
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
	"No se pudo trasladar su inicio de sesión a este sitio. El enlace funciona una sola vez, durante 30 segundos, y solo en el navegador en el que empezó, que debe aceptar cookies.")
ROW(TICKET_BROKEN,
	"No se pudo iniciar su sesión aquí. Vuelva a intentarlo.")
ROW(TICKET_TOO_MANY_TITLE,
	"Demasiadas solicitudes")
ROW(TICKET_TOO_MANY,
	"Su inicio de sesión se ha trasladado demasiadas veces a otros sitios.")
ROW(LOOP_TITLE,
	"Este sitio no deja de pedir un inicio de sesión")
ROW(LOOP_TEXT,
	"Ha iniciado sesión, pero este sitio la pide una y otra vez. Es posible que sus cookies estén bloqueadas en este navegador. Si no lo están, diga al administrador que el portal no conoce este sitio por el nombre que tiene aquí.")
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
	"Esto no es un formulario.")
ROW(FORM_NO_LENGTH,
	"El navegador no ha indicado la longitud del formulario.")
ROW(FORM_TOO_LARGE,
	"Este formulario es demasiado grande.")
ROW(NOT_FOUND_TITLE,
	"Página no encontrada")
ROW(NOT_FOUND_TEXT,
	"Aquí no hay ninguna página así.")
ROW(METHOD_TITLE,
	"Solicitud no aceptada")
ROW(METHOD_TEXT,
	"Esta página no se puede usar de esa manera.")
ROW(NOT_HERE_TITLE,
	"No disponible en esta dirección")
ROW(NOT_HERE_TEXT,
	"Los inicios de sesión no están configurados para esta dirección, o la conexión no está cifrada.")
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
	"Abra la aplicación en su teléfono, elija añadir una cuenta y apunte con la cámara al cuadrado.")
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
	"Este enlace ya no es válido. Pida uno nuevo a su administrador.")
ROW(ENROLL_STALE,
	"Este formulario es demasiado antiguo o no procede de este navegador. Vuelva a intentarlo.")
ROW(ENROLL_UNAVAILABLE,
	"Esto no se puede hacer en este momento. Vuelva a intentarlo dentro de unos segundos.")
ROW(ENROLL_TOO_MANY,
	"Se han enviado demasiados formularios desde su red.")

// clang-format on
#endif
