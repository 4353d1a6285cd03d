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
ROW(GO_TO_ACCOUNT,
	"Accéder à votre compte")
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
	"Affichez un nouveau code sur votre jeton et saisissez-le ici.")
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
	"Cette page est restée ouverte trop longtemps. Veuillez réessayer. Si cela se reproduit, autorisez les cookies de ce site dans votre navigateur.")
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
	"Cette page exige un code d’un jeton matériel.")
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
	"un code d’un jeton matériel")
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
	ONE("Il y a eu ailleurs {count} tentative échouée depuis votre dernière connexion dans ce navigateur."),
	MANY("Il y a eu ailleurs {count} de tentatives échouées depuis votre dernière connexion dans ce navigateur."),
	OTHER("Il y a eu ailleurs {count} tentatives échouées depuis votre dernière connexion dans ce navigateur."))
COUNTED(NEWS_OWN,
	ONE("Il y a eu {count} tentative échouée depuis votre dernière connexion."),
	MANY("Il y a eu {count} de tentatives échouées depuis votre dernière connexion."),
	OTHER("Il y a eu {count} tentatives échouées depuis votre dernière connexion."))
ROW(NEWS_FAILED_AT,
	"La dernière date du {when}.")
ROW(NEWS_CHANGED,
	"Votre compte a été modifié dans un autre navigateur. La page de votre compte indique ce qui a été modifié et quand.")
ROW(NEWS_NOT_YOU,
	"Si ce n’était pas vous, prévenez votre administrateur.")
COUNTED(NEWS_RECOVERY,
	ONE("Ce code de secours est utilisé. Il vous reste {count} code de secours."),
	MANY("Ce code de secours est utilisé. Il vous reste {count} de codes de secours."),
	OTHER("Ce code de secours est utilisé. Il vous reste {count} codes de secours."))
ROW(NEWS_RECOVERY_LAST,
	"C’était votre dernier code de secours. Il ne vous en reste aucun.")
COUNTED(NEWS_RECOVERY_FEW,
	ONE("Il vous reste {count} code de secours."),
	MANY("Il vous reste {count} de codes de secours."),
	OTHER("Il vous reste {count} codes de secours."))
ROW(NEWS_RECOVERY_MAKE,
	"Vous pouvez créer de nouveaux codes de secours sur la page de votre compte.")
ROW(NEWS_REPLACE,
	"Si vous avez perdu votre téléphone, configurez-en un autre maintenant. Vous n’aurez alors plus besoin de codes de secours.")
ROW(NEWS_GO_ON,
	"Continuer sans le remplacer")
ROW(NEWS_RECOVERY_ASK,
	"Demandez de nouveaux codes de secours à votre administrateur.")
ROW(NEWS_LAST,
	"Votre dernière connexion date du {when}.")
ROW(NEWS_LAST_HERE,
	"Votre dernière connexion date du {when}, dans ce navigateur.")
ROW(NEWS_LAST_IN,
	"Votre dernière connexion date du {when}, avec {browser}.")
ROW(WHEN,
	"{day} {month} {year} à {time} ({zone})")
ROW(WHEN_FIRST,
	"{day}er {month} {year} à {time} ({zone})")
ROW(MONTHS,
	"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre")
ROW(LOGOUT_TITLE,
	"Se déconnecter ?")
ROW(LOGOUT_TEXT,
	"Cela met fin à votre session dans ce navigateur.")
ROW(LOGGED_OUT_TITLE,
	"Vous êtes déconnecté")
ROW(NOT_LOGGED_OUT_TITLE,
	"Déconnexion non effectuée")
ROW(LOGOUT_FOREIGN,
	"La demande de déconnexion venait d’un autre site ; vous êtes donc toujours connecté.")
ROW(LOGOUT_STALE,
	"Cette page n’était plus à jour ; vous êtes donc toujours connecté. Appuyez de nouveau sur le bouton pour vous déconnecter.")
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
	"Ce formulaire vient d’être envoyé ; il ne l’a donc pas été une seconde fois. Ouvrez la page pour voir le résultat.")
ROW(AGAIN_HINT,
	"S’il n’est pas arrivé, attendez une minute, revenez en arrière et appuyez de nouveau sur Continuer.")
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
	"Le formulaire que vous avez envoyé a été conservé pendant dix minutes et a expiré. Il n’a pas été transmis. Veuillez revenir en arrière et l’envoyer de nouveau.")
ROW(KEPT_OTHER_USER,
	"Le formulaire conservé appartient à une autre personne qui a utilisé ce navigateur auparavant. Il n’a pas été transmis.")
ROW(KEPT_BAD,
	"Le formulaire que vous avez envoyé n’a pas pu être conservé et n’a pas été transmis. Veuillez l’envoyer de nouveau après vous être connecté.")
ROW(RESUME_TITLE,
	"Session terminée")
ROW(RESUME_FORM,
	"Votre formulaire est conservé dans cet onglet pendant dix minutes. Il n’a pas encore été transmis. Connectez-vous dans le nouvel onglet qui va s’ouvrir, puis revenez ici et appuyez sur Continuer.")
ROW(RESUME_VISIT_TITLE,
	"Veuillez vous connecter")
ROW(RESUME_VISIT,
	"La page de connexion ne peut pas retenir la longue adresse de cette page : gardez donc cet onglet ouvert. Connectez-vous dans le nouvel onglet qui va s’ouvrir, puis revenez ici et appuyez sur Continuer.")
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
	"La connexion à ce site n’a pas abouti. Veuillez réessayer. Si cela se reproduit, autorisez les cookies de ce site dans votre navigateur.")
ROW(TICKET_BROKEN,
	"Vous n’avez pas pu être connecté ici. Veuillez réessayer.")
ROW(TICKET_TOO_MANY_TITLE,
	"Trop de requêtes")
ROW(TICKET_TOO_MANY,
	"Vous vous êtes connecté à trop de sites en peu de temps.")
ROW(LOOP_TITLE,
	"Ce site ne cesse de demander une connexion")
ROW(LOOP_TEXT,
	"Vous êtes connecté, mais ce site demande sans cesse une connexion. Autorisez les cookies de ce site dans votre navigateur, puis réessayez. Si cela ne suffit pas, indiquez à l’administrateur l’adresse que vous avez ouverte.")
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
	"Ce qui a été envoyé n’est pas un formulaire. Veuillez revenir en arrière et réessayer.")
ROW(FORM_NO_LENGTH,
	"Votre navigateur a envoyé ce formulaire d’une manière qui ne peut pas être acceptée ici. Veuillez essayer avec un autre navigateur.")
ROW(FORM_TOO_LARGE,
	"Ce formulaire est trop volumineux. Veuillez revenir en arrière et raccourcir votre saisie.")
ROW(NOT_FOUND_TITLE,
	"Page introuvable")
ROW(NOT_FOUND_TEXT,
	"Cette page n’existe pas ici.")
ROW(METHOD_TITLE,
	"Requête non acceptée")
ROW(METHOD_TEXT,
	"Cette page ne peut pas être utilisée de cette façon. Veuillez commencer par la page de connexion.")
ROW(NOT_HERE_TITLE,
	"Indisponible à cette adresse")
ROW(NOT_HERE_TEXT,
	"Vous ne pouvez pas vous connecter à cette adresse. Vérifiez qu’elle commence par https, ou demandez la bonne adresse à l’administrateur.")
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
	"Ouvrez l’application sur votre téléphone, ajoutez un compte et dirigez l’appareil photo vers le carré.")
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
	"Ce lien n’est plus valable. S’il vous a servi à configurer votre application, il vous suffit de vous connecter. Sinon, demandez un nouveau lien à votre administrateur.")
ROW(ENROLL_STALE,
	"Ce formulaire est trop ancien ou ne vient pas de ce navigateur. Veuillez réessayer.")
ROW(ENROLL_UNAVAILABLE,
	"Cela n’est pas possible pour le moment. Veuillez réessayer dans quelques secondes.")
ROW(ENROLL_TOO_MANY,
	"Trop de formulaires ont été envoyés depuis votre réseau.")
ROW(ACCOUNT_TITLE,
	"Votre compte")
ROW(ACCOUNT_NEEDS_CODE,
	"Pour modifier quelque chose ici, saisissez d’abord un nouveau code. Il est valable cinq minutes.")
ROW(ACCOUNT_LATE,
	"Rien n’a encore été modifié, car votre dernier code datait de plus de cinq minutes. Vous pouvez maintenant faire la modification.")
ROW(ACCOUNT_REFUSED_TITLE,
	"Rien n’a été modifié")
ROW(ACCOUNT_STALE,
	"Ce formulaire est trop ancien ou n’appartient pas à votre session. Veuillez réessayer depuis la page de votre compte.")
ROW(ACCOUNT_GONE,
	"C’était déjà supprimé.")
ROW(ACCOUNT_NO_ROOM,
	"Il n’y a plus de place pour cela. Fermez des sessions ou supprimez ce dont vous n’avez pas besoin, puis réessayez.")
ROW(ACCOUNT_UNKNOWN_TITLE,
	"Veuillez vérifier")
ROW(ACCOUNT_UNKNOWN,
	"La modification a peut-être été faite, peut-être pas. La page de votre compte montre ce qui est vrai maintenant.")
ROW(CHANGED_SESSION,
	"Une session a été fermée.")
ROW(CHANGED_SESSIONS,
	"Toutes les autres sessions ont été fermées.")
ROW(CHANGED_BROWSER,
	"Un navigateur a été oublié.")
ROW(CHANGED_BROWSERS,
	"Tous les navigateurs ont été oubliés.")
ROW(CHANGED_ADDED,
	"Un authentificateur a été ajouté.")
ROW(CHANGED_REMOVED,
	"Un authentificateur a été supprimé.")
ROW(CHANGED_RENAMED,
	"Un authentificateur a été renommé.")
ROW(CHANGED_CODES,
	"De nouveaux codes de secours ont été créés.")
ROW(CHANGED_PASSWORD,
	"Le mot de passe a été modifié.")
ROW(ACCOUNT_WHEN,
	"Quand")
ROW(ACCOUNT_ADDRESS,
	"Adresse")
ROW(AGO_NOW,
	"à l’instant")
COUNTED(AGO_MINUTES,
	ONE("il y a {count} minute"),
	MANY("il y a {count} de minutes"),
	OTHER("il y a {count} minutes"))
COUNTED(AGO_HOURS,
	ONE("il y a {count} heure"),
	MANY("il y a {count} d’heures"),
	OTHER("il y a {count} heures"))
COUNTED(AGO_DAYS,
	ONE("il y a {count} jour"),
	MANY("il y a {count} de jours"),
	OTHER("il y a {count} jours"))
ROW(ACCOUNT_AUTHENTICATORS,
	"Authentificateurs")
ROW(ACCOUNT_AUTHENTICATORS_TEXT,
	"Les applications et les appareils qui vous affichent un code pour la connexion.")
ROW(ACCOUNT_PHONE_APP,
	"Application")
ROW(ACCOUNT_TOKEN,
	"Jeton matériel")
ROW(ACCOUNT_ADDED,
	"Ajouté")
ROW(ACCOUNT_WAITS,
	"Il attend son premier code.")
ROW(ACCOUNT_BLOCKED,
	"Il est désactivé après trop de codes erronés. Demandez à votre administrateur de le débloquer.")
ROW(ACCOUNT_EDIT,
	"Renommer ou supprimer")
ROW(ACCOUNT_ADD,
	"Ajouter une application d’authentification")
ROW(ACCOUNT_ADD_GO_ON,
	"Poursuivre l’ajout de l’application")
ROW(ACCOUNT_ADD_DONE,
	"Terminer")
ROW(ACCOUNT_ADD_REPLACES,
	"Dès que le premier code de cette application est exact, tous vos autres authentificateurs sont supprimés.")
ROW(ACCOUNT_ADD_OVER,
	"L’ajout de l’application n’est plus en cours ici : plus de 15 minutes se sont écoulées, ou il a été recommencé ailleurs. Veuillez recommencer, avec la nouvelle clé secrète.")
ROW(ACCOUNT_FULL,
	"Vous avez déjà le nombre maximal d’authentificateurs. Supprimez-en d’abord un.")
ROW(ACCOUNT_LABEL,
	"Nom de cet authentificateur")
ROW(ACCOUNT_RENAME,
	"Enregistrer le nom")
ROW(ACCOUNT_NAME_LONG,
	"Ce nom est trop long. Veuillez en choisir un plus court.")
ROW(ACCOUNT_NAME_BAD,
	"Ce nom est vide ou contient un caractère invisible. Veuillez en choisir un autre.")
ROW(ACCOUNT_NAME_TAKEN,
	"Un autre authentificateur porte ce nom. Veuillez en choisir un autre.")
ROW(ACCOUNT_LAST,
	"Rien d’autre ne vous permettrait de vous connecter : cet authentificateur ne peut donc pas être supprimé. Ajoutez-en d’abord un autre.")
ROW(ACCOUNT_REMOVE_TEXT,
	"Si vous le supprimez, ses codes sont aussitôt refusés, et les sessions ouvertes avec lui sont fermées.")
ROW(ACCOUNT_REMOVE,
	"Supprimer cet authentificateur")
ROW(ACCOUNT_REPLACE,
	"Remplacer votre authentificateur")
ROW(ACCOUNT_REPLACE_TEXT,
	"Configurez une application sur le téléphone que vous avez maintenant. Vos anciens authentificateurs fonctionnent jusqu’à ce que la nouvelle application ait affiché son premier code. Ils sont alors supprimés, et les sessions ouvertes avec eux sont fermées.")
ROW(ACCOUNT_REPLACE_BEGIN,
	"Configurer la nouvelle application")
ROW(ACCOUNT_CODES,
	"Codes de secours")
COUNTED(ACCOUNT_CODES_LEFT,
	ONE("Il vous reste {count} code de secours. Il vous permet de vous connecter une fois sans votre téléphone."),
	MANY("Il vous reste {count} codes de secours. Chacun vous permet de vous connecter une fois sans votre téléphone."),
	OTHER("Il vous reste {count} codes de secours. Chacun vous permet de vous connecter une fois sans votre téléphone."))
ROW(ACCOUNT_CODES_NONE,
	"Vous n’avez pas de codes de secours.")
ROW(ACCOUNT_CODES_TEXT,
	"Les codes de secours vous permettent de vous connecter si vous perdez votre téléphone.")
ROW(ACCOUNT_CODES_REPLACED,
	"Les nouveaux codes ne sont affichés qu’une fois, et les anciens cessent de fonctionner au même moment.")
ROW(ACCOUNT_CODES_MADE,
	"Créés")
ROW(ACCOUNT_CODES_NEW,
	"Créer de nouveaux codes de secours")
ROW(ACCOUNT_CODES_CHANGED,
	"De nouveaux codes de secours viennent d’être créés dans une autre fenêtre. Si vous ne les avez pas, créez-en encore une fois.")
ROW(ACCOUNT_CODES_SHOWN,
	"Chacun de ces codes vous permet de vous connecter une fois sans votre téléphone. Ils ne sont affichés que maintenant, et vos anciens codes ne fonctionnent plus : imprimez-les, enregistrez-les ou notez-les.")
ROW(ACCOUNT_PASSWORD,
	"Mot de passe")
ROW(ACCOUNT_PASSWORD_CHANGE,
	"Changer le mot de passe")
ROW(ACCOUNT_PASSWORD_TEXT,
	"Quand le mot de passe est changé, vos autres sessions sont fermées. Celle-ci continue.")
ROW(ACCOUNT_PASSWORD_OLD,
	"Mot de passe actuel")
ROW(ACCOUNT_PASSWORD_WRONG,
	"Le mot de passe actuel n’était pas exact.")
ROW(ACCOUNT_PASSWORD_WAIT,
	"Le mot de passe actuel a été erroné trop souvent.")
ROW(ACCOUNT_PASSWORD_STALE,
	"Le mot de passe vient d’être changé dans une autre fenêtre.")
ROW(ACCOUNT_SESSIONS,
	"Où vous êtes connecté")
ROW(ACCOUNT_SOME_BROWSER,
	"Un navigateur de type inconnu")
ROW(ACCOUNT_THIS_SESSION,
	"Vous êtes ici en ce moment.")
ROW(ACCOUNT_SINCE,
	"Connexion")
ROW(ACCOUNT_USED,
	"Dernière utilisation")
ROW(ACCOUNT_END,
	"Fermer cette session")
ROW(ACCOUNT_END_OTHERS,
	"Fermer toutes les autres sessions")
ROW(ACCOUNT_BROWSERS,
	"Navigateurs connus")
ROW(ACCOUNT_BROWSERS_TEXT,
	"Avec ceux-ci, vous pouvez vous connecter même quand d’autres essaient de deviner vos codes.")
ROW(ACCOUNT_THIS_BROWSER,
	"C’est celui que vous utilisez en ce moment.")
ROW(ACCOUNT_FIRST_LOGIN,
	"Première connexion")
ROW(ACCOUNT_LAST_LOGIN,
	"Dernière connexion")
ROW(ACCOUNT_FORGET,
	"Oublier ce navigateur")
ROW(ACCOUNT_FORGET_ALL,
	"Oublier tous les navigateurs")
COUNTED(ACCOUNT_FAILED,
	ONE("Depuis, {count} tentative de connexion en votre nom a échoué."),
	MANY("Depuis, {count} de tentatives de connexion en votre nom ont échoué."),
	OTHER("Depuis, {count} tentatives de connexion en votre nom ont échoué."))
ROW(ACCOUNT_NONE_FAILED,
	"Depuis, aucune tentative de connexion en votre nom n’a échoué.")
ROW(ACCOUNT_PROFILE,
	"À propos de vous")
ROW(ACCOUNT_NAME,
	"Nom complet")
ROW(ACCOUNT_MAIL,
	"Adresse e-mail")
ROW(ACCOUNT_PROFILE_ASK,
	"Si quelque chose est faux ici, demandez à votre administrateur de le corriger.")

// clang-format on
#endif
