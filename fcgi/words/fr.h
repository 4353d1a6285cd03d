/* SPDX-License-Identifier: ISC */
/* Made of po/fr.po by po/compile: change that, then "make update-po". */
#ifdef ROW
// clang-format off

ROW(CONTINUE,
	"Continuer")
ROW(LOG_IN,
	"Se connecter")
ROW(LOG_IN_AGAIN,
	"Se reconnecter")
ROW(LOG_IN_AS_ANOTHER,
	"Se connecter sous un autre nom")
ROW(LOG_OUT,
	"Se déconnecter")
ROW(ENTER_CODE,
	"Saisir le code")
ROW(OPEN_PAGE,
	"Ouvrir la page")
ROW(TRY_AGAIN,
	"Réessayer")
ROW(GO_TO_FRONT,
	"Aller à la page d’accueil")
ROW(GO_TO_LOGIN,
	"Aller à la page de connexion")
ROW(GO_TO_LOGOUT,
	"Aller à la page de déconnexion")
ROW(LANGUAGE,
	"Langue")
ROW(COPY,
	"Copier")
ROW(COPIED,
	"Copié")
COUNTED(WAIT_SECONDS,
	ONE("Veuillez réessayer dans {count} seconde."),
	MANY("Veuillez réessayer dans {count} de secondes."),
	OTHER("Veuillez réessayer dans {count} secondes."))
COUNTED(WAIT_MINUTES,
	ONE("Veuillez réessayer dans environ {count} minute."),
	MANY("Veuillez réessayer dans environ {count} de minutes."),
	OTHER("Veuillez réessayer dans environ {count} minutes."))
COUNTED(WAIT_HOURS,
	ONE("Veuillez réessayer dans environ {count} heure."),
	MANY("Veuillez réessayer dans environ {count} d’heures."),
	OTHER("Veuillez réessayer dans environ {count} heures."))
ROW(WAIT_OVER,
	"Vous pouvez réessayer maintenant.")
ROW(LOGIN_TITLE,
	"Connexion")
ROW(LOGIN_USER,
	"Nom d’utilisateur")
ROW(LOGIN_PASSWORD,
	"Mot de passe")
ROW(LOGIN_CODE,
	"Code à usage unique")
ROW(LOGIN_CODE_HINT,
	"Saisissez les chiffres que votre application d’authentification affiche en ce moment.")
ROW(LOGIN_TOKEN_HINT,
	"Saisissez les chiffres suivants que votre jeton affiche.")
ROW(LOGIN_NO_PHONE,
	"Pas de téléphone sous la main ?")
ROW(LOGIN_RECOVERY,
	"Code de secours")
ROW(LOGIN_RECOVERY_HINT,
	"Saisissez l’un des codes de secours qui vous ont été remis et laissez vide le code à usage unique.")
ROW(LOGIN_RECOVERY_ONLY_HINT,
	"Saisissez l’un des codes de secours qui vous ont été remis.")
ROW(LOGIN_FAILED,
	"La connexion a échoué. Vérifiez votre saisie et utilisez un nouveau code.")
ROW(LOGIN_MUST_WAIT,
	"Trop de connexions ont échoué dans ce navigateur.")
ROW(LOGIN_ENDED,
	"Votre session est terminée. Veuillez vous reconnecter.")
ROW(LOGIN_STALE,
	"Cette page est restée ouverte trop longtemps, ou les cookies sont désactivés dans ce navigateur. Veuillez réessayer.")
ROW(STEP_UP_TITLE,
	"Confirmez que c’est bien vous")
ROW(KIND_TITLE,
	"Un autre code est nécessaire")
ROW(NEW_CODE_TITLE,
	"Un nouveau code est nécessaire")
ROW(NOT_SUPPORTED_TITLE,
	"Pas encore pris en charge")
ROW(LOGGED_IN_AS,
	"Vous êtes connecté en tant que {user}.")
ROW(NEED_CODE,
	"Cette page exige un nouveau code.")
ROW(NEED_TOTP,
	"Cette page exige un code d’une application d’authentification.")
ROW(NEED_HOTP,
	"Cette page exige un code d’un jeton à compteur (HOTP).")
ROW(NEED_RECOVERY,
	"Cette page exige l’un de vos codes de secours.")
ROW(NEED_SENT,
	"Cette page exige un code qui vous est envoyé.")
ROW(NEED_PASSKEY,
	"Cette page exige une clé d’accès (passkey).")
ROW(NEED_ONE_OF,
	"Cette page exige l’un des éléments suivants :")
ROW(KIND_TOTP,
	"un code d’une application d’authentification")
ROW(KIND_HOTP,
	"un code d’un jeton à compteur (HOTP)")
ROW(KIND_RECOVERY,
	"l’un de vos codes de secours")
ROW(KIND_SENT,
	"un code qui vous est envoyé")
ROW(KIND_PASSKEY,
	"une clé d’accès (passkey)")
ROW(KIND_OTHER_GIVEN,
	"Vous avez saisi un code d’un autre type.")
ROW(KIND_NOT_SET_UP,
	"Votre compte n’est pas configuré pour cela. Veuillez vous adresser à votre administrateur.")
ROW(KIND_NOT_SUPPORTED,
	"Ce site ne peut pas encore l’accepter. Veuillez en informer l’administrateur.")
ROW(LOGGED_IN_TITLE,
	"Vous êtes connecté")
COUNTED(NEWS_ELSEWHERE,
	ONE("Depuis votre dernière connexion dans ce navigateur, {count} tentative de connexion sous votre nom a échoué ailleurs."),
	MANY("Depuis votre dernière connexion dans ce navigateur, {count} de tentatives de connexion sous votre nom ont échoué ailleurs."),
	OTHER("Depuis votre dernière connexion dans ce navigateur, {count} tentatives de connexion sous votre nom ont échoué ailleurs."))
COUNTED(NEWS_OWN,
	ONE("Avant cette connexion, {count} tentative a échoué."),
	MANY("Avant cette connexion, {count} de tentatives ont échoué."),
	OTHER("Avant cette connexion, {count} tentatives ont échoué."))
ROW(NEWS_NOT_YOU,
	"Si ce n’était pas vous, prévenez votre administrateur.")
COUNTED(NEWS_RECOVERY,
	ONE("Ce code de secours est désormais utilisé ; il vous en reste {count}."),
	MANY("Ce code de secours est désormais utilisé ; il vous en reste {count}."),
	OTHER("Ce code de secours est désormais utilisé ; il vous en reste {count}."))
ROW(NEWS_RECOVERY_LAST,
	"C’était votre dernier code de secours.")
ROW(NEWS_RECOVERY_ASK,
	"Demandez de nouveaux codes de secours à votre administrateur.")
ROW(LOGOUT_TITLE,
	"Se déconnecter ?")
ROW(LOGOUT_TEXT,
	"Cela met fin à votre session dans ce navigateur.")
ROW(LOGGED_OUT_TITLE,
	"Vous êtes déconnecté")
ROW(NOT_LOGGED_OUT_TITLE,
	"Déconnexion non effectuée")
ROW(LOGOUT_FOREIGN,
	"Ce formulaire a été envoyé depuis un autre site ; votre session n’a donc pas été fermée.")
ROW(LOGOUT_STALE,
	"Ce formulaire est trop ancien ou n’appartient pas à votre session. Ouvrez la page de déconnexion et réessayez.")
ROW(LOGOUT_BROKEN,
	"Votre session n’a pas pu être fermée. Veuillez réessayer.")
ROW(DENIED_TITLE,
	"Accès refusé")
ROW(DENIED_GROUP,
	"Vous n’êtes membre d’aucun groupe autorisé à ouvrir cette page. Si vous avez besoin d’y accéder, adressez-vous à votre administrateur.")
ROW(PATH_TITLE,
	"Adresse non acceptée")
ROW(PATH_TEXT,
	"Cette adresse peut désigner plusieurs pages et n’a donc pas été ouverte. Veuillez partir de la page d’accueil de ce site. Si un lien vous a conduit ici, prévenez l’administrateur.")
ROW(AGAIN_TITLE,
	"Déjà envoyé")
ROW(AGAIN_TEXT,
	"Ce formulaire a été envoyé à l’instant et ne l’a pas été une seconde fois. La page à laquelle il a été envoyé montre ce qu’il en est advenu.")
ROW(AGAIN_HINT,
	"S’il s’est perdu, revenez en arrière dans une minute et appuyez de nouveau sur Continuer.")
ROW(UNDECIDED_TEXT,
	"Votre accès n’a pas pu être vérifié. Veuillez réessayer plus tard ou prévenir l’administrateur.")
ROW(KEPT_NEEDS_CODE,
	"Le formulaire que vous avez envoyé exige un nouveau code. Il est conservé, et vous pourrez l’envoyer une fois le code saisi.")
ROW(KEPT_NEEDS_LOGIN,
	"Votre session est terminée. Le formulaire que vous avez envoyé est conservé, et vous pourrez l’envoyer une fois connecté.")
COUNTED(KEPT_OFFER,
	ONE("Votre formulaire de {count} champ a été conservé et n’a pas encore été transmis. Appuyez sur Continuer pour l’envoyer maintenant."),
	MANY("Votre formulaire de {count} de champs a été conservé et n’a pas encore été transmis. Appuyez sur Continuer pour l’envoyer maintenant."),
	OTHER("Votre formulaire de {count} champs a été conservé et n’a pas encore été transmis. Appuyez sur Continuer pour l’envoyer maintenant."))
ROW(KEPT_LOST,
	"Le formulaire que vous avez envoyé n’a pas été transmis.")
ROW(KEPT_TOO_LARGE,
	"Le formulaire que vous avez envoyé est trop volumineux pour être conservé et n’a pas été transmis. Veuillez l’envoyer de nouveau après vous être connecté.")
ROW(KEPT_FILES,
	"Le formulaire que vous avez envoyé contient des fichiers ou est d’un type qui n’a pas pu être conservé, et n’a pas été transmis. Veuillez l’envoyer de nouveau après vous être connecté.")
ROW(KEPT_FOREIGN,
	"Le formulaire ne venait peut-être pas d’une page de ce site ; il n’a donc été ni conservé ni transmis. Veuillez l’envoyer de nouveau après vous être connecté.")
ROW(KEPT_EXPIRED,
	"Le formulaire que vous avez envoyé a été conservé pendant dix minutes, qui sont écoulées. Il n’a pas été transmis. Veuillez revenir en arrière et l’envoyer de nouveau.")
ROW(KEPT_OTHER_USER,
	"Le formulaire conservé appartient à une autre personne qui a utilisé ce navigateur auparavant. Il n’a pas été transmis.")
ROW(KEPT_BAD,
	"Le formulaire que vous avez envoyé n’a pas pu être conservé et n’a pas été transmis. Veuillez l’envoyer de nouveau après vous être connecté.")
ROW(RESUME_TITLE,
	"Session terminée")
ROW(RESUME_FORM,
	"Le formulaire que vous avez envoyé est conservé dans cet onglet pendant dix minutes et n’a pas encore été transmis. Connectez-vous, ce qui ouvre un nouvel onglet, puis revenez à celui-ci et continuez.")
ROW(RESUME_VISIT_TITLE,
	"Veuillez vous connecter")
ROW(RESUME_VISIT,
	"L’adresse de cette page est trop longue pour que la page de connexion la retienne. Connectez-vous, ce qui ouvre un nouvel onglet, puis revenez à celui-ci et continuez.")
ROW(FOREIGN_TITLE,
	"Formulaire d’un autre site")
COUNTED(FOREIGN_ASK,
	ONE("{site} a envoyé à ce site un formulaire de {count} champ. Ne continuez que si vous venez d’y être : ce que dit le formulaire sera fait en votre nom."),
	MANY("{site} a envoyé à ce site un formulaire de {count} de champs. Ne continuez que si vous venez d’y être : ce que dit le formulaire sera fait en votre nom."),
	OTHER("{site} a envoyé à ce site un formulaire de {count} champs. Ne continuez que si vous venez d’y être : ce que dit le formulaire sera fait en votre nom."))
ROW(FOREIGN_REFUSED,
	"{site} a envoyé un formulaire qui ne peut pas être transmis. Il n’a pas été transmis. Veuillez revenir en arrière et recommencer.")
ROW(BLOCKED_TITLE,
	"Requête bloquée")
ROW(BLOCKED_FORM,
	"Ce formulaire a été envoyé depuis un autre site et n’a pas été transmis. Veuillez revenir en arrière et recommencer.")
ROW(BLOCKED_LOGIN,
	"Ce formulaire de connexion a été envoyé depuis un autre site et n’a pas été accepté. Veuillez vous connecter sur la page de connexion de ce site.")
ROW(TICKET_TITLE,
	"Vous n’êtes pas encore connecté ici")
ROW(TICKET_REFUSED,
	"Votre connexion n’a pas pu être transférée vers ce site. Le lien fonctionne une seule fois, pendant 30 secondes, et uniquement dans le navigateur d’où vous êtes parti, qui doit accepter les cookies.")
ROW(TICKET_BROKEN,
	"Vous n’avez pas pu être connecté ici. Veuillez réessayer.")
ROW(TICKET_TOO_MANY_TITLE,
	"Trop de requêtes")
ROW(TICKET_TOO_MANY,
	"Votre connexion a été transférée trop souvent vers d’autres sites.")
ROW(LOOP_TITLE,
	"Ce site ne cesse de demander une connexion")
ROW(LOOP_TEXT,
	"Vous êtes connecté, mais ce site demande sans cesse une connexion. Ses cookies sont peut-être bloqués dans ce navigateur. Sinon, dites à l’administrateur que le portail ne connaît pas ce site sous le nom qu’il porte ici.")
ROW(UNAVAILABLE_TITLE,
	"Indisponible pour le moment")
ROW(LOGIN_UNAVAILABLE,
	"Personne ne peut se connecter pour le moment. Votre code n’a pas été consommé. Veuillez réessayer dans quelques secondes.")
ROW(BUSY_TITLE,
	"Service occupé")
ROW(BUSY_LOGINS,
	"Trop de personnes se connectent en ce moment. Veuillez réessayer dans quelques secondes.")
ROW(BUSY_PAGES,
	"Il y a trop de requêtes en ce moment. Veuillez réessayer dans quelques secondes.")
ROW(TOO_MANY_TITLE,
	"Trop de connexions échouées")
ROW(TOO_MANY_TEXT,
	"Trop de connexions depuis votre réseau ont échoué.")
ROW(FORM_BAD_TITLE,
	"Formulaire non accepté")
ROW(FORM_BAD,
	"Le formulaire n’est pas arrivé correctement. Veuillez réessayer.")
ROW(FORM_OTHER_TYPE,
	"Ceci n’est pas un formulaire.")
ROW(FORM_NO_LENGTH,
	"Le navigateur n’a pas indiqué la longueur du formulaire.")
ROW(FORM_TOO_LARGE,
	"Ce formulaire est trop volumineux.")
ROW(NOT_FOUND_TITLE,
	"Page introuvable")
ROW(NOT_FOUND_TEXT,
	"Il n’y a pas de telle page ici.")
ROW(METHOD_TITLE,
	"Requête non acceptée")
ROW(METHOD_TEXT,
	"Cette page ne peut pas être utilisée de cette façon.")
ROW(NOT_HERE_TITLE,
	"Indisponible à cette adresse")
ROW(NOT_HERE_TEXT,
	"Les connexions ne sont pas configurées pour cette adresse, ou la liaison n’est pas chiffrée.")
ROW(ENROLL_TITLE,
	"Bienvenue")
ROW(ENROLL_WELCOME,
	"Bonjour {user}. Dans une minute, vous aurez configuré votre téléphone pour vous connecter ici. Il vous faut une application qui affiche des codes de connexion, comme en ont beaucoup de téléphones et de gestionnaires de mots de passe.")
ROW(ENROLL_REPLACES,
	"Ce que vous avez utilisé jusqu’ici pour les codes de connexion cessera de fonctionner dès que la nouvelle application aura affiché son premier code.")
ROW(ENROLL_CHOOSE_PASSWORD,
	"Choisissez d’abord un mot de passe d’au moins 8 caractères.")
ROW(ENROLL_PASSWORD,
	"Nouveau mot de passe")
ROW(ENROLL_PASSWORD_AGAIN,
	"Le même mot de passe une seconde fois")
ROW(ENROLL_PASSWORD_SHORT,
	"Ce mot de passe est trop court. Veuillez en choisir un d’au moins 8 caractères.")
ROW(ENROLL_PASSWORD_LONG,
	"Ce mot de passe est trop long. Veuillez en choisir un plus court.")
ROW(ENROLL_PASSWORD_OWN,
	"Ce mot de passe n’est guère plus que votre nom ou celui de ce site. Veuillez en choisir un avec au moins 8 autres caractères.")
ROW(ENROLL_PASSWORD_EASY,
	"Ce mot de passe est trop facile à deviner. Veuillez en choisir un plus long, ou plusieurs mots sans rapport entre eux.")
ROW(ENROLL_PASSWORD_FORBIDDEN,
	"Ce mot de passe contient un caractère invisible. Veuillez le saisir sans ce caractère.")
ROW(ENROLL_PASSWORD_DIFFERS,
	"Les deux mots de passe n’étaient pas identiques. Veuillez les saisir de nouveau tous les deux.")
ROW(ENROLL_APP_TITLE,
	"Scannez ce code avec votre application")
ROW(ENROLL_APP_TEXT,
	"Ouvrez l’application sur votre téléphone, choisissez d’ajouter un compte et dirigez l’appareil photo vers le carré.")
ROW(ENROLL_QR,
	"Code QR contenant la clé secrète pour votre application")
ROW(ENROLL_SAME_PHONE,
	"L’ajouter à l’application de ce téléphone")
ROW(ENROLL_BY_HAND,
	"Sans appareil photo, saisissez cette clé secrète dans l’application :")
ROW(ENROLL_COPY,
	"La clé secrète à copier")
ROW(ENROLL_CODE_TITLE,
	"Saisissez le code que l’application affiche")
ROW(ENROLL_CODE_HINT,
	"6 chiffres, renouvelés toutes les 30 secondes")
ROW(ENROLL_SHOW_AGAIN,
	"Afficher de nouveau le code QR")
ROW(ENROLL_CODE_WRONG,
	"Ce code n’est pas le bon. Veuillez saisir celui que l’application affiche en ce moment. S’il est de nouveau refusé, réglez l’heure de votre téléphone sur automatique.")
ROW(ENROLL_CODE_NONE,
	"Veuillez saisir les 6 chiffres que l’application affiche.")
ROW(ENROLL_FULL,
	"Vous avez déjà le nombre maximal d’authentificateurs. Demandez à votre administrateur d’en supprimer un ; ce lien reste valable.")
ROW(ENROLL_DONE_TITLE,
	"Conservez vos codes de secours")
ROW(ENROLL_DONE_TEXT,
	"Votre application est configurée. Chacun de ces codes vous permet de vous connecter une fois sans elle, pour le jour où vous auriez perdu votre téléphone. Ils ne sont affichés que maintenant et remplacent tous les précédents : imprimez-les, enregistrez-les ou notez-les.")
ROW(ENROLL_DONE_NEXT,
	"Ensuite, vous vous connecterez avec le prochain code que l’application affichera : celui que vous venez d’envoyer ne fonctionne qu’une fois.")
ROW(ENROLL_DOWNLOAD,
	"Enregistrer dans un fichier texte")
ROW(ENROLL_KEPT,
	"Je les ai conservés")
ROW(ENROLL_OVER_TITLE,
	"Ce lien n’est pas valable")
ROW(ENROLL_OVER,
	"Ce lien n’est plus valable. Demandez-en un nouveau à votre administrateur.")
ROW(ENROLL_STALE,
	"Ce formulaire est trop ancien ou ne vient pas de ce navigateur. Veuillez réessayer.")
ROW(ENROLL_UNAVAILABLE,
	"Cela n’est pas possible pour le moment. Veuillez réessayer dans quelques secondes.")
ROW(ENROLL_TOO_MANY,
	"Trop de formulaires ont été envoyés depuis votre réseau.")

// clang-format on
#endif
