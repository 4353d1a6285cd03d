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
ROW(GO_TO_ACCOUNT,
	"Zu Ihrem Konto")
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
	"Rufen Sie auf Ihrem Token einen neuen Code ab und geben Sie ihn hier ein.")
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
	"Diese Seite war zu lange geöffnet. Bitte versuchen Sie es noch einmal. Wenn das wieder passiert, erlauben Sie in Ihrem Browser Cookies für diese Website.")
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
	"Diese Seite verlangt einen Code von einem Hardware-Token.")
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
	"einen Code von einem Hardware-Token")
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
	ONE("Seit Ihrer letzten Anmeldung in diesem Browser gab es anderswo {count} fehlgeschlagenen Anmeldeversuch."),
	OTHER("Seit Ihrer letzten Anmeldung in diesem Browser gab es anderswo {count} fehlgeschlagene Anmeldeversuche."))
COUNTED(NEWS_OWN,
	ONE("Seit Ihrer letzten Anmeldung gab es {count} fehlgeschlagenen Versuch."),
	OTHER("Seit Ihrer letzten Anmeldung gab es {count} fehlgeschlagene Versuche."))
ROW(NEWS_FAILED_AT,
	"Der letzte war am {when}.")
ROW(NEWS_CHANGED,
	"Ihr Konto wurde in einem anderen Browser geändert. Die Seite Ihres Kontos zeigt, was geändert wurde und wann.")
ROW(NEWS_NOT_YOU,
	"Wenn Sie das nicht waren, teilen Sie es Ihrem Administrator mit.")
COUNTED(NEWS_RECOVERY,
	ONE("Dieser Wiederherstellungscode ist verbraucht. Sie haben noch {count} Wiederherstellungscode."),
	OTHER("Dieser Wiederherstellungscode ist verbraucht. Sie haben noch {count} Wiederherstellungscodes."))
ROW(NEWS_RECOVERY_LAST,
	"Das war Ihr letzter Wiederherstellungscode. Sie haben jetzt keinen mehr.")
COUNTED(NEWS_RECOVERY_FEW,
	ONE("Sie haben noch {count} Wiederherstellungscode."),
	OTHER("Sie haben noch {count} Wiederherstellungscodes."))
ROW(NEWS_RECOVERY_MAKE,
	"Neue Wiederherstellungscodes können Sie auf der Seite Ihres Kontos erzeugen.")
ROW(NEWS_REPLACE,
	"Wenn Ihr Telefon verloren ist, richten Sie jetzt ein anderes ein. Dann brauchen Sie keine Wiederherstellungscodes mehr.")
ROW(NEWS_GO_ON,
	"Weiter, ohne ihn zu ersetzen")
ROW(NEWS_RECOVERY_ASK,
	"Bitten Sie Ihren Administrator um neue Wiederherstellungscodes.")
ROW(NEWS_LAST,
	"Ihre letzte Anmeldung war am {when}.")
ROW(NEWS_LAST_HERE,
	"Ihre letzte Anmeldung war am {when} in diesem Browser.")
ROW(NEWS_LAST_IN,
	"Ihre letzte Anmeldung war am {when} mit {browser}.")
ROW(WHEN,
	"{day}. {month} {year} um {time} Uhr ({zone})")
ROW(WHEN_FIRST,
	"{day}. {month} {year} um {time} Uhr ({zone})")
ROW(MONTHS,
	"Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember")
ROW(LOGOUT_TITLE,
	"Abmelden?")
ROW(LOGOUT_TEXT,
	"Damit endet Ihre Sitzung in diesem Browser.")
ROW(LOGGED_OUT_TITLE,
	"Sie sind abgemeldet")
ROW(NOT_LOGGED_OUT_TITLE,
	"Nicht abgemeldet")
ROW(LOGOUT_FOREIGN,
	"Die Abmeldung kam von einer anderen Website, deshalb sind Sie weiterhin angemeldet.")
ROW(LOGOUT_STALE,
	"Diese Seite war veraltet, deshalb sind Sie weiterhin angemeldet. Drücken Sie noch einmal auf den Knopf, um sich abzumelden.")
ROW(LOGOUT_BROKEN,
	"Ihre Sitzung konnte nicht beendet werden. Bitte versuchen Sie es noch einmal.")
ROW(DENIED_TITLE,
	"Zugriff verweigert")
ROW(DENIED_GROUP,
	"Sie gehören zu keiner Gruppe, die diese Seite öffnen darf. Wenn Sie Zugriff brauchen, wenden Sie sich an Ihren Administrator.")
ROW(PATH_TITLE,
	"Adresse nicht angenommen")
ROW(PATH_TEXT,
	"Diese Adresse ist nicht eindeutig und wurde deshalb nicht geöffnet. Bitte beginnen Sie auf der Startseite dieser Website. Wenn ein Link Sie hierher geführt hat, teilen Sie es dem Administrator mit.")
ROW(AGAIN_TITLE,
	"Bereits gesendet")
ROW(AGAIN_TEXT,
	"Dieses Formular wurde gerade eben gesendet, deshalb wurde es nicht noch einmal gesendet. Öffnen Sie die Seite, um das Ergebnis zu sehen.")
ROW(AGAIN_HINT,
	"Wenn es nicht angekommen ist, warten Sie eine Minute, gehen Sie zurück und drücken Sie noch einmal auf Weiter.")
ROW(UNDECIDED_TEXT,
	"Ihr Zugriff konnte nicht geprüft werden. Bitte versuchen Sie es später noch einmal oder teilen Sie es dem Administrator mit.")
ROW(KEPT_NEEDS_CODE,
	"Das Formular, das Sie gesendet haben, verlangt einen neuen Code. Es wird aufbewahrt, und Sie können es senden, sobald Sie den Code eingegeben haben.")
ROW(KEPT_NEEDS_LOGIN,
	"Ihre Sitzung ist beendet. Das Formular, das Sie gesendet haben, wird aufbewahrt, und Sie können es senden, sobald Sie sich angemeldet haben.")
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
	"Das Formular, das Sie gesendet haben, wurde zehn Minuten lang aufbewahrt und ist abgelaufen. Es ist nicht angekommen. Bitte gehen Sie zurück und senden Sie es noch einmal.")
ROW(KEPT_OTHER_USER,
	"Das aufbewahrte Formular gehört jemand anderem, der diesen Browser vorher benutzt hat. Es ist nicht angekommen.")
ROW(KEPT_BAD,
	"Das Formular, das Sie gesendet haben, konnte nicht aufbewahrt werden und ist nicht angekommen. Bitte senden Sie es nach der Anmeldung noch einmal.")
ROW(RESUME_TITLE,
	"Sitzung beendet")
ROW(RESUME_FORM,
	"Ihr Formular wird zehn Minuten lang in diesem Tab aufbewahrt. Es ist noch nicht angekommen. Melden Sie sich in dem neuen Tab an, der sich dafür öffnet. Kommen Sie dann hierher zurück und drücken Sie auf Weiter.")
ROW(RESUME_VISIT_TITLE,
	"Bitte melden Sie sich an")
ROW(RESUME_VISIT,
	"Die Anmeldeseite kann sich die lange Adresse dieser Seite nicht merken, lassen Sie diesen Tab deshalb offen. Melden Sie sich in dem neuen Tab an, der sich dafür öffnet. Kommen Sie dann hierher zurück und drücken Sie auf Weiter.")
ROW(FOREIGN_TITLE,
	"Formular einer anderen Website")
COUNTED(FOREIGN_ASK,
	ONE("{site} hat ein Formular mit {count} Feld an diese Website gesendet. Fahren Sie nur fort, wenn Sie gerade von dort kommen: Was das Formular verlangt, geschieht in Ihrem Namen."),
	OTHER("{site} hat ein Formular mit {count} Feldern an diese Website gesendet. Fahren Sie nur fort, wenn Sie gerade von dort kommen: Was das Formular verlangt, geschieht in Ihrem Namen."))
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
	"Sie konnten auf dieser Website nicht angemeldet werden. Bitte versuchen Sie es noch einmal. Wenn das wieder passiert, erlauben Sie in Ihrem Browser Cookies für diese Website.")
ROW(TICKET_BROKEN,
	"Sie konnten hier nicht angemeldet werden. Bitte versuchen Sie es noch einmal.")
ROW(TICKET_TOO_MANY_TITLE,
	"Zu viele Anfragen")
ROW(TICKET_TOO_MANY,
	"Sie haben sich in kurzer Zeit auf zu vielen Websites angemeldet.")
ROW(LOOP_TITLE,
	"Diese Website verlangt immer wieder eine Anmeldung")
ROW(LOOP_TEXT,
	"Sie sind angemeldet, aber diese Website verlangt immer wieder eine Anmeldung. Erlauben Sie in Ihrem Browser Cookies für diese Website und versuchen Sie es noch einmal. Wenn das nicht hilft, teilen Sie dem Administrator mit, welche Adresse Sie geöffnet haben.")
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
	"Was gesendet wurde, ist kein Formular. Bitte gehen Sie zurück und versuchen Sie es noch einmal.")
ROW(FORM_NO_LENGTH,
	"Ihr Browser hat dieses Formular auf eine Weise gesendet, die hier nicht angenommen werden kann. Bitte versuchen Sie es mit einem anderen Browser.")
ROW(FORM_TOO_LARGE,
	"Dieses Formular ist zu groß. Bitte gehen Sie zurück und kürzen Sie Ihre Eingaben.")
ROW(NOT_FOUND_TITLE,
	"Seite nicht gefunden")
ROW(NOT_FOUND_TEXT,
	"Diese Seite gibt es hier nicht.")
ROW(METHOD_TITLE,
	"Anfrage nicht angenommen")
ROW(METHOD_TEXT,
	"Diese Seite kann nicht auf diese Weise benutzt werden. Bitte beginnen Sie auf der Anmeldeseite.")
ROW(NOT_HERE_TITLE,
	"Unter dieser Adresse nicht verfügbar")
ROW(NOT_HERE_TEXT,
	"Unter dieser Adresse können Sie sich nicht anmelden. Prüfen Sie, ob sie mit https beginnt, oder fragen Sie den Administrator nach der richtigen.")
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
	"Öffnen Sie die App auf Ihrem Telefon, fügen Sie dort ein Konto hinzu und richten Sie die Kamera auf das Quadrat.")
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
	"Dieser Link ist nicht mehr gültig. Wenn Sie Ihre App damit eingerichtet haben, melden Sie sich einfach an. Andernfalls bitten Sie Ihren Administrator um einen neuen.")
ROW(ENROLL_STALE,
	"Dieses Formular ist zu alt, oder es stammt nicht aus diesem Browser. Bitte versuchen Sie es noch einmal.")
ROW(ENROLL_UNAVAILABLE,
	"Das ist zurzeit nicht möglich. Bitte versuchen Sie es in ein paar Sekunden noch einmal.")
ROW(ENROLL_TOO_MANY,
	"Aus Ihrem Netz wurden zu viele Formulare gesendet.")
ROW(ACCOUNT_TITLE,
	"Ihr Konto")
ROW(ACCOUNT_NEEDS_CODE,
	"Um hier etwas zu ändern, geben Sie zuerst einen neuen Code ein. Er gilt fünf Minuten lang.")
ROW(ACCOUNT_LATE,
	"Es wurde noch nichts geändert, weil Ihr letzter Code älter als fünf Minuten war. Jetzt können Sie die Änderung vornehmen.")
ROW(ACCOUNT_REFUSED_TITLE,
	"Nichts wurde geändert")
ROW(ACCOUNT_STALE,
	"Dieses Formular ist zu alt oder gehört nicht zu Ihrer Sitzung. Bitte versuchen Sie es auf der Seite Ihres Kontos noch einmal.")
ROW(ACCOUNT_GONE,
	"Das war bereits entfernt.")
ROW(ACCOUNT_NO_ROOM,
	"Dafür ist kein Platz mehr. Beenden Sie Sitzungen oder entfernen Sie etwas, das Sie nicht brauchen, und versuchen Sie es dann noch einmal.")
ROW(ACCOUNT_UNKNOWN_TITLE,
	"Bitte sehen Sie noch einmal nach")
ROW(ACCOUNT_UNKNOWN,
	"Die Änderung wurde vielleicht vorgenommen, vielleicht auch nicht. Die Seite Ihres Kontos zeigt, was jetzt gilt.")
ROW(CHANGED_SESSION,
	"Eine Sitzung wurde beendet.")
ROW(CHANGED_SESSIONS,
	"Alle anderen Sitzungen wurden beendet.")
ROW(CHANGED_BROWSER,
	"Ein Browser wurde vergessen.")
ROW(CHANGED_BROWSERS,
	"Alle Browser wurden vergessen.")
ROW(CHANGED_ADDED,
	"Ein Authenticator wurde hinzugefügt.")
ROW(CHANGED_REMOVED,
	"Ein Authenticator wurde entfernt.")
ROW(CHANGED_RENAMED,
	"Ein Authenticator wurde umbenannt.")
ROW(CHANGED_CODES,
	"Neue Wiederherstellungscodes wurden erzeugt.")
ROW(CHANGED_PASSWORD,
	"Das Passwort wurde geändert.")
ROW(ACCOUNT_WHEN,
	"Wann")
ROW(ACCOUNT_ADDRESS,
	"Adresse")
ROW(AGO_NOW,
	"gerade eben")
COUNTED(AGO_MINUTES,
	ONE("vor {count} Minute"),
	OTHER("vor {count} Minuten"))
COUNTED(AGO_HOURS,
	ONE("vor {count} Stunde"),
	OTHER("vor {count} Stunden"))
COUNTED(AGO_DAYS,
	ONE("vor {count} Tag"),
	OTHER("vor {count} Tagen"))
ROW(ACCOUNT_AUTHENTICATORS,
	"Authenticatoren")
ROW(ACCOUNT_AUTHENTICATORS_TEXT,
	"Die Apps und Geräte, die Ihnen einen Code für die Anmeldung anzeigen.")
ROW(ACCOUNT_PHONE_APP,
	"Authenticator-App")
ROW(ACCOUNT_TOKEN,
	"Hardware-Token")
ROW(ACCOUNT_ADDED,
	"Hinzugefügt")
ROW(ACCOUNT_WAITS,
	"Er wartet auf seinen ersten Code.")
ROW(ACCOUNT_BLOCKED,
	"Er ist nach zu vielen falschen Codes gesperrt. Bitten Sie Ihren Administrator, ihn zu entsperren.")
ROW(ACCOUNT_EDIT,
	"Umbenennen oder entfernen")
ROW(ACCOUNT_ADD,
	"Authenticator-App hinzufügen")
ROW(ACCOUNT_ADD_GO_ON,
	"App weiter einrichten")
ROW(ACCOUNT_ADD_DONE,
	"Fertigstellen")
ROW(ACCOUNT_ADD_REPLACES,
	"Sobald der erste Code dieser App stimmt, werden alle Ihre anderen Authenticatoren entfernt.")
ROW(ACCOUNT_ADD_OVER,
	"Hier wird keine App mehr hinzugefügt: Es sind mehr als 15 Minuten vergangen, oder es wurde anderswo neu begonnen. Bitte beginnen Sie noch einmal, mit dem neuen geheimen Schlüssel.")
ROW(ACCOUNT_FULL,
	"Sie haben so viele Authenticatoren, wie es geben kann. Entfernen Sie zuerst einen.")
ROW(ACCOUNT_LABEL,
	"Name dieses Authenticators")
ROW(ACCOUNT_RENAME,
	"Namen speichern")
ROW(ACCOUNT_NAME_LONG,
	"Dieser Name ist zu lang. Bitte wählen Sie einen kürzeren.")
ROW(ACCOUNT_NAME_BAD,
	"Dieser Name ist leer oder enthält ein unsichtbares Zeichen. Bitte wählen Sie einen anderen.")
ROW(ACCOUNT_NAME_TAKEN,
	"Ein anderer Authenticator hat diesen Namen. Bitte wählen Sie einen anderen.")
ROW(ACCOUNT_LAST,
	"Mit nichts anderem kämen Sie herein, deshalb kann dieser Authenticator nicht entfernt werden. Fügen Sie zuerst einen anderen hinzu.")
ROW(ACCOUNT_REMOVE_TEXT,
	"Wenn Sie ihn entfernen, werden seine Codes sofort abgelehnt, und die Sitzungen, die damit geöffnet wurden, enden.")
ROW(ACCOUNT_REMOVE,
	"Diesen Authenticator entfernen")
ROW(ACCOUNT_REPLACE,
	"Ihren Authenticator ersetzen")
ROW(ACCOUNT_REPLACE_TEXT,
	"Richten Sie eine App auf dem Telefon ein, das Sie jetzt haben. Ihre alten Authenticatoren funktionieren, bis die neue App ihren ersten Code angezeigt hat. Dann werden sie entfernt, und die Sitzungen, die damit geöffnet wurden, enden.")
ROW(ACCOUNT_REPLACE_BEGIN,
	"Neue App einrichten")
ROW(ACCOUNT_CODES,
	"Wiederherstellungs­codes")
COUNTED(ACCOUNT_CODES_LEFT,
	ONE("Es ist noch {count} Wiederherstellungscode übrig. Damit können Sie sich einmal ohne Ihr Telefon anmelden."),
	OTHER("Es sind noch {count} Wiederherstellungscodes übrig. Mit jedem können Sie sich einmal ohne Ihr Telefon anmelden."))
ROW(ACCOUNT_CODES_NONE,
	"Sie haben keine Wiederherstellungscodes.")
ROW(ACCOUNT_CODES_TEXT,
	"Mit Wiederherstellungscodes können Sie sich anmelden, wenn Ihr Telefon verloren ist.")
ROW(ACCOUNT_CODES_REPLACED,
	"Neue Codes werden nur einmal angezeigt, und im selben Augenblick werden die alten ungültig.")
ROW(ACCOUNT_CODES_MADE,
	"Erzeugt")
ROW(ACCOUNT_CODES_NEW,
	"Neue Wiederherstellungs­codes erzeugen")
ROW(ACCOUNT_CODES_CHANGED,
	"Gerade wurden in einem anderen Fenster neue Wiederherstellungscodes erzeugt. Wenn Sie diese nicht haben, erzeugen Sie noch einmal neue.")
ROW(ACCOUNT_CODES_SHOWN,
	"Mit jedem dieser Codes können Sie sich einmal ohne Ihr Telefon anmelden. Sie werden nur jetzt angezeigt, und Ihre alten gelten nicht mehr: Drucken Sie sie aus, speichern Sie sie oder schreiben Sie sie auf.")
ROW(ACCOUNT_PASSWORD,
	"Passwort")
ROW(ACCOUNT_PASSWORD_CHANGE,
	"Passwort ändern")
ROW(ACCOUNT_PASSWORD_TEXT,
	"Wenn das Passwort geändert wird, enden Ihre anderen Sitzungen. Diese hier läuft weiter.")
ROW(ACCOUNT_PASSWORD_OLD,
	"Jetziges Passwort")
ROW(ACCOUNT_PASSWORD_WRONG,
	"Das jetzige Passwort war nicht richtig.")
ROW(ACCOUNT_PASSWORD_WAIT,
	"Das jetzige Passwort war zu oft falsch.")
ROW(ACCOUNT_PASSWORD_STALE,
	"Das Passwort wurde gerade in einem anderen Fenster geändert.")
ROW(ACCOUNT_SESSIONS,
	"Wo Sie angemeldet sind")
ROW(ACCOUNT_SOME_BROWSER,
	"Ein Browser unbekannter Art")
ROW(ACCOUNT_THIS_SESSION,
	"Hier sind Sie gerade.")
ROW(ACCOUNT_SINCE,
	"Angemeldet")
ROW(ACCOUNT_USED,
	"Zuletzt benutzt")
ROW(ACCOUNT_END,
	"Diese Sitzung beenden")
ROW(ACCOUNT_END_OTHERS,
	"Alle anderen Sitzungen beenden")
ROW(ACCOUNT_BROWSERS,
	"Bekannte Browser")
ROW(ACCOUNT_BROWSERS_TEXT,
	"Mit diesen können Sie sich auch dann anmelden, wenn andere versuchen, Ihre Codes zu erraten.")
ROW(ACCOUNT_THIS_BROWSER,
	"Diesen benutzen Sie gerade.")
ROW(ACCOUNT_FIRST_LOGIN,
	"Erste Anmeldung")
ROW(ACCOUNT_LAST_LOGIN,
	"Letzte Anmeldung")
ROW(ACCOUNT_FORGET,
	"Diesen Browser vergessen")
ROW(ACCOUNT_FORGET_ALL,
	"Alle Browser vergessen")
COUNTED(ACCOUNT_FAILED,
	ONE("Seitdem ist {count} Versuch fehlgeschlagen, sich unter Ihrem Namen anzumelden."),
	OTHER("Seitdem sind {count} Versuche fehlgeschlagen, sich unter Ihrem Namen anzumelden."))
ROW(ACCOUNT_NONE_FAILED,
	"Seitdem ist kein Versuch fehlgeschlagen, sich unter Ihrem Namen anzumelden.")
ROW(ACCOUNT_PROFILE,
	"Über Sie")
ROW(ACCOUNT_NAME,
	"Vollständiger Name")
ROW(ACCOUNT_MAIL,
	"E-Mail")
ROW(ACCOUNT_PROFILE_ASK,
	"Wenn hier etwas nicht stimmt, bitten Sie Ihren Administrator, es zu ändern.")

// clang-format on
#endif
