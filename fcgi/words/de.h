/* SPDX-License-Identifier: ISC */
/* Made of po/de.po by po/compile: change that, then "make update-po". */
#ifdef ROW
// clang-format off

ROW(CONTINUE,
	"Weiter")
ROW(LOG_IN,
	"Anmelden")
ROW(LOG_IN_AGAIN,
	"Erneut anmelden")
ROW(LOG_IN_AS_ANOTHER,
	"Unter einem anderen Namen anmelden")
ROW(LOG_OUT,
	"Abmelden")
ROW(ENTER_CODE,
	"Code eingeben")
ROW(OPEN_PAGE,
	"Seite öffnen")
ROW(TRY_AGAIN,
	"Erneut versuchen")
ROW(GO_TO_FRONT,
	"Zur Startseite")
ROW(GO_TO_LOGIN,
	"Zur Anmeldeseite")
ROW(GO_TO_LOGOUT,
	"Zur Abmeldeseite")
ROW(LANGUAGE,
	"Sprache")
ROW(COPY,
	"Kopieren")
ROW(COPIED,
	"Kopiert")
COUNTED(WAIT_SECONDS,
	ONE("Bitte versuchen Sie es in {count} Sekunde noch einmal."),
	OTHER("Bitte versuchen Sie es in {count} Sekunden noch einmal."))
COUNTED(WAIT_MINUTES,
	ONE("Bitte versuchen Sie es in etwa {count} Minute noch einmal."),
	OTHER("Bitte versuchen Sie es in etwa {count} Minuten noch einmal."))
COUNTED(WAIT_HOURS,
	ONE("Bitte versuchen Sie es in etwa {count} Stunde noch einmal."),
	OTHER("Bitte versuchen Sie es in etwa {count} Stunden noch einmal."))
ROW(WAIT_OVER,
	"Sie können es jetzt noch einmal versuchen.")
ROW(LOGIN_TITLE,
	"Anmelden")
ROW(LOGIN_USER,
	"Benutzername")
ROW(LOGIN_PASSWORD,
	"Passwort")
ROW(LOGIN_CODE,
	"Einmalcode")
ROW(LOGIN_CODE_HINT,
	"Geben Sie die Ziffern ein, die Ihre Authenticator-App jetzt anzeigt.")
ROW(LOGIN_TOKEN_HINT,
	"Geben Sie die nächsten Ziffern ein, die Ihr Token anzeigt.")
ROW(LOGIN_NO_PHONE,
	"Kein Telefon zur Hand?")
ROW(LOGIN_RECOVERY,
	"Wiederherstellungscode")
ROW(LOGIN_RECOVERY_HINT,
	"Geben Sie einen der Wiederherstellungscodes ein, die Sie erhalten haben, und lassen Sie den Einmalcode leer.")
ROW(LOGIN_RECOVERY_ONLY_HINT,
	"Geben Sie einen der Wiederherstellungscodes ein, die Sie erhalten haben.")
ROW(LOGIN_FAILED,
	"Die Anmeldung ist fehlgeschlagen. Prüfen Sie Ihre Eingaben und verwenden Sie einen neuen Code.")
ROW(LOGIN_MUST_WAIT,
	"In diesem Browser sind zu viele Anmeldungen fehlgeschlagen.")
ROW(LOGIN_ENDED,
	"Ihre Sitzung ist beendet. Bitte melden Sie sich erneut an.")
ROW(LOGIN_STALE,
	"Diese Seite war zu lange geöffnet, oder Cookies sind in diesem Browser ausgeschaltet. Bitte versuchen Sie es noch einmal.")
ROW(STEP_UP_TITLE,
	"Bestätigen Sie, dass Sie es sind")
ROW(KIND_TITLE,
	"Ein anderer Code ist nötig")
ROW(NEW_CODE_TITLE,
	"Ein neuer Code ist nötig")
ROW(NOT_SUPPORTED_TITLE,
	"Noch nicht unterstützt")
ROW(LOGGED_IN_AS,
	"Sie sind als {user} angemeldet.")
ROW(NEED_CODE,
	"Diese Seite verlangt einen neuen Code.")
ROW(NEED_TOTP,
	"Diese Seite verlangt einen Code aus einer Authenticator-App.")
ROW(NEED_HOTP,
	"Diese Seite verlangt einen Code von einem zählerbasierten Token (HOTP).")
ROW(NEED_RECOVERY,
	"Diese Seite verlangt einen Ihrer Wiederherstellungscodes.")
ROW(NEED_SENT,
	"Diese Seite verlangt einen Code, der Ihnen zugesandt wird.")
ROW(NEED_PASSKEY,
	"Diese Seite verlangt einen Passkey.")
ROW(NEED_ONE_OF,
	"Diese Seite verlangt eines von diesen:")
ROW(KIND_TOTP,
	"einen Code aus einer Authenticator-App")
ROW(KIND_HOTP,
	"einen Code von einem zählerbasierten Token (HOTP)")
ROW(KIND_RECOVERY,
	"einen Ihrer Wiederherstellungscodes")
ROW(KIND_SENT,
	"einen Code, der Ihnen zugesandt wird")
ROW(KIND_PASSKEY,
	"einen Passkey")
ROW(KIND_OTHER_GIVEN,
	"Sie haben einen Code einer anderen Art eingegeben.")
ROW(KIND_NOT_SET_UP,
	"Ihr Konto ist dafür nicht eingerichtet. Bitte wenden Sie sich an Ihren Administrator.")
ROW(KIND_NOT_SUPPORTED,
	"Das kann diese Website noch nicht annehmen. Bitte teilen Sie es dem Administrator mit.")
ROW(LOGGED_IN_TITLE,
	"Sie sind angemeldet")
COUNTED(NEWS_ELSEWHERE,
	ONE("Seit Ihrer letzten Anmeldung in diesem Browser ist anderswo {count} Versuch fehlgeschlagen, sich unter Ihrem Namen anzumelden."),
	OTHER("Seit Ihrer letzten Anmeldung in diesem Browser sind anderswo {count} Versuche fehlgeschlagen, sich unter Ihrem Namen anzumelden."))
COUNTED(NEWS_OWN,
	ONE("Vor dieser Anmeldung ist {count} Versuch fehlgeschlagen."),
	OTHER("Vor dieser Anmeldung sind {count} Versuche fehlgeschlagen."))
ROW(NEWS_NOT_YOU,
	"Wenn Sie das nicht waren, teilen Sie es Ihrem Administrator mit.")
COUNTED(NEWS_RECOVERY,
	ONE("Dieser Wiederherstellungscode ist verbraucht; Sie haben noch {count}."),
	OTHER("Dieser Wiederherstellungscode ist verbraucht; Sie haben noch {count}."))
ROW(NEWS_RECOVERY_LAST,
	"Das war Ihr letzter Wiederherstellungscode.")
ROW(NEWS_RECOVERY_ASK,
	"Bitten Sie Ihren Administrator um neue Wiederherstellungscodes.")
ROW(LOGOUT_TITLE,
	"Abmelden?")
ROW(LOGOUT_TEXT,
	"Damit endet Ihre Sitzung in diesem Browser.")
ROW(LOGGED_OUT_TITLE,
	"Sie sind abgemeldet")
ROW(NOT_LOGGED_OUT_TITLE,
	"Nicht abgemeldet")
ROW(LOGOUT_FOREIGN,
	"Dieses Formular kam von einer anderen Website, deshalb wurde Ihre Sitzung nicht beendet.")
ROW(LOGOUT_STALE,
	"Dieses Formular ist zu alt oder gehört nicht zu Ihrer Sitzung. Öffnen Sie die Abmeldeseite und versuchen Sie es noch einmal.")
ROW(LOGOUT_BROKEN,
	"Ihre Sitzung konnte nicht beendet werden. Bitte versuchen Sie es noch einmal.")
ROW(DENIED_TITLE,
	"Zugriff verweigert")
ROW(DENIED_GROUP,
	"Sie gehören zu keiner Gruppe, die diese Seite öffnen darf. Wenn Sie Zugriff brauchen, wenden Sie sich an Ihren Administrator.")
ROW(PATH_TITLE,
	"Adresse nicht angenommen")
ROW(PATH_TEXT,
	"Diese Adresse kann als mehr als eine Seite gelesen werden und wurde deshalb nicht geöffnet. Bitte beginnen Sie auf der Startseite dieser Website. Wenn ein Link Sie hierher geführt hat, teilen Sie es dem Administrator mit.")
ROW(AGAIN_TITLE,
	"Bereits gesendet")
ROW(AGAIN_TEXT,
	"Dieses Formular wurde gerade eben gesendet und kein zweites Mal. Die Seite, an die es ging, zeigt, was daraus geworden ist.")
ROW(AGAIN_HINT,
	"Wenn es verloren ging, gehen Sie in einer Minute zurück und drücken Sie noch einmal auf Weiter.")
ROW(UNDECIDED_TEXT,
	"Ihr Zugriff konnte nicht geprüft werden. Bitte versuchen Sie es später noch einmal oder teilen Sie es dem Administrator mit.")
ROW(KEPT_NEEDS_CODE,
	"Das Formular, das Sie gesendet haben, verlangt einen neuen Code. Es ist aufbewahrt, und Sie können es senden, sobald Sie den Code eingegeben haben.")
ROW(KEPT_NEEDS_LOGIN,
	"Ihre Sitzung ist beendet. Das Formular, das Sie gesendet haben, ist aufbewahrt, und Sie können es senden, sobald Sie sich angemeldet haben.")
COUNTED(KEPT_OFFER,
	ONE("Ihr Formular mit {count} Feld wurde aufbewahrt und ist noch nicht angekommen. Drücken Sie auf Weiter, um es jetzt zu senden."),
	OTHER("Ihr Formular mit {count} Feldern wurde aufbewahrt und ist noch nicht angekommen. Drücken Sie auf Weiter, um es jetzt zu senden."))
ROW(KEPT_LOST,
	"Das Formular, das Sie gesendet haben, ist nicht angekommen.")
ROW(KEPT_TOO_LARGE,
	"Das Formular, das Sie gesendet haben, ist zu groß, um aufbewahrt zu werden, und ist nicht angekommen. Bitte senden Sie es nach der Anmeldung noch einmal.")
ROW(KEPT_FILES,
	"Das Formular, das Sie gesendet haben, enthält Dateien oder ist von einer Art, die nicht aufbewahrt werden konnte, und ist nicht angekommen. Bitte senden Sie es nach der Anmeldung noch einmal.")
ROW(KEPT_FOREIGN,
	"Das Formular kam möglicherweise nicht von einer Seite dieser Website, deshalb wurde es weder aufbewahrt noch weitergegeben. Bitte senden Sie es nach der Anmeldung noch einmal.")
ROW(KEPT_EXPIRED,
	"Das Formular, das Sie gesendet haben, wurde zehn Minuten lang aufbewahrt, und die sind vorbei. Es ist nicht angekommen. Bitte gehen Sie zurück und senden Sie es noch einmal.")
ROW(KEPT_OTHER_USER,
	"Das aufbewahrte Formular gehört jemand anderem, der diesen Browser vorher benutzt hat. Es ist nicht angekommen.")
ROW(KEPT_BAD,
	"Das Formular, das Sie gesendet haben, konnte nicht aufbewahrt werden und ist nicht angekommen. Bitte senden Sie es nach der Anmeldung noch einmal.")
ROW(RESUME_TITLE,
	"Sitzung beendet")
ROW(RESUME_FORM,
	"Das Formular, das Sie gesendet haben, ist zehn Minuten lang in diesem Tab aufbewahrt und ist noch nicht angekommen. Melden Sie sich an, wofür sich ein neuer Tab öffnet, kommen Sie dann in diesen zurück und machen Sie weiter.")
ROW(RESUME_VISIT_TITLE,
	"Bitte melden Sie sich an")
ROW(RESUME_VISIT,
	"Die Adresse dieser Seite ist zu lang, als dass die Anmeldeseite sie sich merken könnte. Melden Sie sich an, wofür sich ein neuer Tab öffnet, kommen Sie dann in diesen zurück und machen Sie weiter.")
ROW(FOREIGN_TITLE,
	"Formular einer anderen Website")
COUNTED(FOREIGN_ASK,
	ONE("{site} hat ein Formular mit {count} Feld an diese Website gesendet. Machen Sie nur weiter, wenn Sie gerade von dort kommen: Was das Formular sagt, geschieht in Ihrem Namen."),
	OTHER("{site} hat ein Formular mit {count} Feldern an diese Website gesendet. Machen Sie nur weiter, wenn Sie gerade von dort kommen: Was das Formular sagt, geschieht in Ihrem Namen."))
ROW(FOREIGN_REFUSED,
	"{site} hat ein Formular gesendet, das nicht weitergegeben werden kann. Es ist nicht angekommen. Bitte gehen Sie zurück und fangen Sie noch einmal an.")
ROW(BLOCKED_TITLE,
	"Anfrage abgewiesen")
ROW(BLOCKED_FORM,
	"Dieses Formular kam von einer anderen Website und wurde nicht weitergegeben. Bitte gehen Sie zurück und fangen Sie noch einmal an.")
ROW(BLOCKED_LOGIN,
	"Dieses Anmeldeformular kam von einer anderen Website und wurde nicht angenommen. Bitte melden Sie sich auf der Anmeldeseite dieser Website an.")
ROW(TICKET_TITLE,
	"Sie sind hier noch nicht angemeldet")
ROW(TICKET_REFUSED,
	"Ihre Anmeldung konnte nicht auf diese Website übertragen werden. Der Link funktioniert einmal, 30 Sekunden lang und nur in dem Browser, in dem Sie angefangen haben; dieser muss Cookies annehmen.")
ROW(TICKET_BROKEN,
	"Sie konnten hier nicht angemeldet werden. Bitte versuchen Sie es noch einmal.")
ROW(TICKET_TOO_MANY_TITLE,
	"Zu viele Anfragen")
ROW(TICKET_TOO_MANY,
	"Ihre Anmeldung wurde zu oft auf andere Websites übertragen.")
ROW(LOOP_TITLE,
	"Diese Website verlangt immer wieder eine Anmeldung")
ROW(LOOP_TEXT,
	"Sie sind angemeldet, aber diese Website verlangt immer wieder eine Anmeldung. Vielleicht sind ihre Cookies in diesem Browser gesperrt. Wenn nicht, teilen Sie dem Administrator mit, dass das Gate diese Website nicht unter dem Namen kennt, den sie hier hat.")
ROW(UNAVAILABLE_TITLE,
	"Zurzeit nicht verfügbar")
ROW(LOGIN_UNAVAILABLE,
	"Zurzeit kann sich niemand anmelden. Ihr Code ist nicht verbraucht. Bitte versuchen Sie es in ein paar Sekunden noch einmal.")
ROW(BUSY_TITLE,
	"Dienst ausgelastet")
ROW(BUSY_LOGINS,
	"Zurzeit melden sich zu viele Menschen an. Bitte versuchen Sie es in ein paar Sekunden noch einmal.")
ROW(BUSY_PAGES,
	"Zurzeit gibt es zu viele Anfragen. Bitte versuchen Sie es in ein paar Sekunden noch einmal.")
ROW(TOO_MANY_TITLE,
	"Zu viele fehlgeschlagene Anmeldungen")
ROW(TOO_MANY_TEXT,
	"Aus Ihrem Netz sind zu viele Anmeldungen fehlgeschlagen.")
ROW(FORM_BAD_TITLE,
	"Formular nicht angenommen")
ROW(FORM_BAD,
	"Das Formular ist nicht so angekommen, wie es sollte. Bitte versuchen Sie es noch einmal.")
ROW(FORM_OTHER_TYPE,
	"Das ist kein Formular.")
ROW(FORM_NO_LENGTH,
	"Der Browser hat nicht gesagt, wie lang das Formular ist.")
ROW(FORM_TOO_LARGE,
	"Dieses Formular ist zu groß.")
ROW(NOT_FOUND_TITLE,
	"Seite nicht gefunden")
ROW(NOT_FOUND_TEXT,
	"Hier gibt es keine solche Seite.")
ROW(METHOD_TITLE,
	"Anfrage nicht angenommen")
ROW(METHOD_TEXT,
	"Diese Seite kann nicht auf diese Weise benutzt werden.")
ROW(NOT_HERE_TITLE,
	"Unter dieser Adresse nicht verfügbar")
ROW(NOT_HERE_TEXT,
	"Für diese Adresse sind keine Anmeldungen eingerichtet, oder die Verbindung ist nicht verschlüsselt.")
ROW(ENROLL_TITLE,
	"Willkommen")
ROW(ENROLL_WELCOME,
	"Guten Tag, {user}. In einer Minute haben Sie Ihr Telefon für die Anmeldung hier eingerichtet. Sie brauchen eine App, die Anmeldecodes anzeigt; viele Telefone und Passwortmanager haben eine.")
ROW(ENROLL_REPLACES,
	"Was Sie bisher für Anmeldecodes benutzt haben, funktioniert nicht mehr, sobald die neue App ihren ersten Code angezeigt hat.")
ROW(ENROLL_CHOOSE_PASSWORD,
	"Wählen Sie zuerst ein Passwort mit mindestens 8 Zeichen.")
ROW(ENROLL_PASSWORD,
	"Neues Passwort")
ROW(ENROLL_PASSWORD_AGAIN,
	"Dasselbe Passwort noch einmal")
ROW(ENROLL_PASSWORD_SHORT,
	"Dieses Passwort ist zu kurz. Bitte wählen Sie eines mit mindestens 8 Zeichen.")
ROW(ENROLL_PASSWORD_LONG,
	"Dieses Passwort ist zu lang. Bitte wählen Sie ein kürzeres.")
ROW(ENROLL_PASSWORD_OWN,
	"Dieses Passwort ist kaum mehr als Ihr Name oder der dieser Website. Bitte wählen Sie eines mit mindestens 8 anderen Zeichen.")
ROW(ENROLL_PASSWORD_EASY,
	"Dieses Passwort ist zu leicht zu erraten. Bitte wählen Sie ein längeres oder mehrere Wörter, die nichts miteinander zu tun haben.")
ROW(ENROLL_PASSWORD_FORBIDDEN,
	"Dieses Passwort enthält ein Zeichen, das man nicht sehen kann. Bitte geben Sie es ohne dieses Zeichen ein.")
ROW(ENROLL_PASSWORD_DIFFERS,
	"Die beiden Passwörter waren nicht gleich. Bitte geben Sie beide noch einmal ein.")
ROW(ENROLL_APP_TITLE,
	"Scannen Sie diesen Code mit Ihrer App")
ROW(ENROLL_APP_TEXT,
	"Öffnen Sie die App auf Ihrem Telefon, wählen Sie dort, ein Konto hinzuzufügen, und richten Sie die Kamera auf das Quadrat.")
ROW(ENROLL_QR,
	"QR-Code mit dem geheimen Schlüssel für Ihre App")
ROW(ENROLL_SAME_PHONE,
	"Zur App auf diesem Telefon hinzufügen")
ROW(ENROLL_BY_HAND,
	"Ohne Kamera geben Sie diesen geheimen Schlüssel in die App ein:")
ROW(ENROLL_COPY,
	"Der geheime Schlüssel zum Kopieren")
ROW(ENROLL_CODE_TITLE,
	"Geben Sie den Code ein, den die App anzeigt")
ROW(ENROLL_CODE_HINT,
	"6 Ziffern, alle 30 Sekunden neu")
ROW(ENROLL_SHOW_AGAIN,
	"Den QR-Code noch einmal zeigen")
ROW(ENROLL_CODE_WRONG,
	"Dieser Code stimmt nicht. Bitte geben Sie den ein, den die App jetzt anzeigt. Wenn er wieder abgelehnt wird, stellen Sie die Uhr Ihres Telefons auf automatisch.")
ROW(ENROLL_CODE_NONE,
	"Bitte geben Sie die 6 Ziffern ein, die die App anzeigt.")
ROW(ENROLL_FULL,
	"Sie haben so viele Authenticatoren, wie es geben kann. Bitten Sie Ihren Administrator, einen zu entfernen; dieser Link bleibt gültig.")
ROW(ENROLL_DONE_TITLE,
	"Bewahren Sie Ihre Wiederherstellungs­codes auf")
ROW(ENROLL_DONE_TEXT,
	"Ihre App ist eingerichtet. Mit jedem dieser Codes können Sie sich einmal ohne sie anmelden, für den Tag, an dem Ihr Telefon verloren geht. Sie werden nur jetzt angezeigt und ersetzen alle früheren: Drucken Sie sie aus, speichern Sie sie oder schreiben Sie sie auf.")
ROW(ENROLL_DONE_NEXT,
	"Danach melden Sie sich an, und zwar mit dem nächsten Code, den die App anzeigt: Der, den Sie gerade gesendet haben, funktioniert nur einmal.")
ROW(ENROLL_DOWNLOAD,
	"Als Textdatei speichern")
ROW(ENROLL_KEPT,
	"Ich habe sie aufbewahrt")
ROW(ENROLL_OVER_TITLE,
	"Dieser Link ist nicht gültig")
ROW(ENROLL_OVER,
	"Dieser Link ist nicht mehr gültig. Bitten Sie Ihren Administrator um einen neuen.")
ROW(ENROLL_STALE,
	"Dieses Formular ist zu alt, oder es stammt nicht aus diesem Browser. Bitte versuchen Sie es noch einmal.")
ROW(ENROLL_UNAVAILABLE,
	"Das ist zurzeit nicht möglich. Bitte versuchen Sie es in ein paar Sekunden noch einmal.")
ROW(ENROLL_TOO_MANY,
	"Aus Ihrem Netz wurden zu viele Formulare gesendet.")

// clang-format on
#endif
