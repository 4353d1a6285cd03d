/* SPDX-License-Identifier: ISC */
/*
 * The sentences in English.  A row is a whole sentence, or several that are
 * always said together; {user}, {site} and {count} are filled in, in any
 * order.  A sentence with a number has a text for each form that the language
 * makes of numbers.  Includers say what ROW and COUNTED are (table.h).
 *
 * They are read by people who did not choose this gate: short, calm, and they
 * say what to do.  Nothing may tell a stranger whether a name is somebody's.
 */
#ifdef ROW
// clang-format off

/* --- buttons and links --- */

ROW(CONTINUE, "Continue")
ROW(LOG_IN, "Log in")
ROW(LOG_IN_AGAIN, "Log in again")
ROW(LOG_IN_AS_ANOTHER, "Log in as someone else")
ROW(LOG_OUT, "Log out")
ROW(ENTER_CODE, "Enter the code")
ROW(OPEN_PAGE, "Open the page")
ROW(TRY_AGAIN, "Try again")
ROW(GO_TO_FRONT, "Go to the front page")
ROW(GO_TO_LOGIN, "Go to the login page")
ROW(GO_TO_LOGOUT, "Go to the logout page")
ROW(GO_TO_ACCOUNT, "Go to your account")
ROW(LANGUAGE, "Language")
ROW(COPY, "Copy")
ROW(COPIED, "Copied")

/* --- how long to wait: said behind the reason --- */

COUNTED(WAIT_SECONDS,
	ONE("Please try again in {count} second."),
	OTHER("Please try again in {count} seconds."))
COUNTED(WAIT_MINUTES,
	ONE("Please try again in about {count} minute."),
	OTHER("Please try again in about {count} minutes."))
COUNTED(WAIT_HOURS,
	ONE("Please try again in about {count} hour."),
	OTHER("Please try again in about {count} hours."))
ROW(WAIT_OVER, "You can try again now.")

/* --- the login form --- */

ROW(LOGIN_TITLE, "Log in")
ROW(LOGIN_USER, "User name")
ROW(LOGIN_PASSWORD, "Password")
ROW(LOGIN_CODE, "One-time code")
ROW(LOGIN_CODE_HINT, "Enter the digits that your authenticator app shows now.")
ROW(LOGIN_TOKEN_HINT, "Get a new code from your token and enter it here.")
ROW(LOGIN_NO_PHONE, "No phone at hand?")
ROW(LOGIN_RECOVERY, "Recovery code")
ROW(LOGIN_RECOVERY_HINT,
	"Enter one of the recovery codes that you were given, and leave the "
	"one-time code empty.")
ROW(LOGIN_RECOVERY_ONLY_HINT,
	"Enter one of the recovery codes that you were given.")

/* The same for every stranger and every cause. */
ROW(LOGIN_FAILED, "Login failed. Check your entries and use a fresh code.")
ROW(LOGIN_MUST_WAIT, "Too many logins have failed in this browser.")
ROW(LOGIN_ENDED, "Your session has ended. Please log in again.")
ROW(LOGIN_STALE,
	"This page was open for too long. Please try again. If this happens "
	"again, allow cookies for this site in your browser.")

/* --- a code for a session that is there --- */

ROW(STEP_UP_TITLE, "Confirm that it is you")
ROW(KIND_TITLE, "A different code is needed")
ROW(NEW_CODE_TITLE, "A new code is needed")
ROW(NOT_SUPPORTED_TITLE, "Not supported yet")
ROW(LOGGED_IN_AS, "You are logged in as {user}.")
ROW(NEED_CODE, "This page needs a new code.")
ROW(NEED_TOTP, "This page needs a code from an authenticator app.")
ROW(NEED_HOTP, "This page needs a code from a hardware token.")
ROW(NEED_RECOVERY, "This page needs one of your recovery codes.")
ROW(NEED_SENT, "This page needs a code that is sent to you.")
ROW(NEED_PASSKEY, "This page needs a passkey.")
ROW(NEED_ONE_OF, "This page needs one of the following:")
ROW(KIND_TOTP, "a code from an authenticator app")
ROW(KIND_HOTP, "a code from a hardware token")
ROW(KIND_RECOVERY, "one of your recovery codes")
ROW(KIND_SENT, "a code that is sent to you")
ROW(KIND_PASSKEY, "a passkey")
ROW(KIND_OTHER_GIVEN, "You have entered a code of a different kind.")
ROW(KIND_NOT_SET_UP,
	"Your account is not set up for that. Please ask your administrator.")
ROW(KIND_NOT_SUPPORTED,
	"This site cannot accept that yet. Please tell the administrator.")

/* --- after a login --- */

ROW(LOGGED_IN_TITLE, "You are logged in")
COUNTED(NEWS_ELSEWHERE,
	ONE("There has been {count} failed attempt from elsewhere since your "
	    "last login in this browser."),
	OTHER("There have been {count} failed attempts from elsewhere since "
	      "your last login in this browser."))
COUNTED(NEWS_OWN,
	ONE("There has been {count} failed attempt since your last login."),
	OTHER("There have been {count} failed attempts since your last login."))
ROW(NEWS_FAILED_AT, "The last one was on {when}.")
ROW(NEWS_CHANGED,
	"Your account was changed in another browser. The page of your account "
	"says what was changed, and when.")
ROW(NEWS_NOT_YOU, "If that was not you, tell your administrator.")
COUNTED(NEWS_RECOVERY,
	ONE("That recovery code is used up. You have {count} recovery code "
	    "left."),
	OTHER("That recovery code is used up. You have {count} recovery codes "
	      "left."))
ROW(NEWS_RECOVERY_LAST,
	"That was your last recovery code. You have none left.")
COUNTED(NEWS_RECOVERY_FEW,
	ONE("You have {count} recovery code left."),
	OTHER("You have {count} recovery codes left."))
ROW(NEWS_RECOVERY_MAKE,
	"You can make new recovery codes on the page of your account.")
ROW(NEWS_REPLACE,
	"If your phone is lost, set up another one now. Then you need no more "
	"recovery codes.")
ROW(NEWS_GO_ON, "Continue without replacing it")
ROW(NEWS_RECOVERY_ASK, "Ask your administrator for new recovery codes.")
ROW(NEWS_LAST, "Your last login was on {when}.")
ROW(NEWS_LAST_HERE, "Your last login was on {when}, in this browser.")
ROW(NEWS_LAST_IN, "Your last login was on {when}, with {browser}.")

/* --- dates: a pattern, the same for the first of a month, and the months as
 * they stand in it, with bars between them --- */

ROW(WHEN, "{day} {month} {year}, {time} ({zone})")
ROW(WHEN_FIRST, "{day} {month} {year}, {time} ({zone})")
ROW(MONTHS,
	"January|February|March|April|May|June|July|August|September|October|"
	"November|December")

/* --- logging out --- */

ROW(LOGOUT_TITLE, "Log out?")
ROW(LOGOUT_TEXT, "This ends your session in this browser.")
ROW(LOGGED_OUT_TITLE, "You are logged out")
ROW(NOT_LOGGED_OUT_TITLE, "Not logged out")
ROW(LOGOUT_FOREIGN,
	"The request to log out came from another site, so you are still "
	"logged in.")
ROW(LOGOUT_STALE,
	"This page was out of date, so you are still logged in. Press the "
	"button once more to log out.")
ROW(LOGOUT_BROKEN, "Your session could not be ended. Please try again.")

/* --- access denied --- */

ROW(DENIED_TITLE, "Access denied")
ROW(DENIED_GROUP,
	"You are not a member of a group that may open this page. If you need "
	"access, ask your administrator.")
ROW(PATH_TITLE, "Address not accepted")
ROW(PATH_TEXT,
	"This address can be read as more than one page, so it was not "
	"opened. Please start at the front page of this site. If a link "
	"brought you here, tell the administrator.")
ROW(AGAIN_TITLE, "Already sent")
ROW(AGAIN_TEXT,
	"This form was sent a moment ago, so it was not sent again. Open the "
	"page to see the result.")
ROW(AGAIN_HINT,
	"If it did not arrive, wait a minute, go back and press Continue "
	"again.")
ROW(UNDECIDED_TEXT,
	"Your access could not be checked. Please try again later, or tell "
	"the administrator.")

/* --- forms that are kept during a login --- */

ROW(KEPT_NEEDS_CODE,
	"The form that you sent needs a new code. It is kept, and you can "
	"send it once you have entered the code.")
ROW(KEPT_NEEDS_LOGIN,
	"Your session has ended. The form that you sent is kept, and you can "
	"send it once you have logged in.")
COUNTED(KEPT_OFFER,
	ONE("Your form with {count} field was kept and has not been delivered "
	    "yet. Press Continue to send it now."),
	OTHER("Your form with {count} fields was kept and has not been "
	      "delivered yet. Press Continue to send it now."))
ROW(KEPT_LOST, "The form that you sent was not delivered.")
ROW(KEPT_TOO_LARGE,
	"The form that you sent is too large to be kept and was not "
	"delivered. Please send it again after you have logged in.")
ROW(KEPT_FILES,
	"The form that you sent has files in it, or is of a kind that could "
	"not be kept, and was not delivered. Please send it again after you "
	"have logged in.")
ROW(KEPT_FOREIGN,
	"The form may not have come from a page of this site, so it was "
	"neither kept nor delivered. Please send it again after you have "
	"logged in.")
ROW(KEPT_EXPIRED,
	"The form that you sent was kept for ten minutes and has expired. It "
	"was not delivered. Please go back and send it again.")
ROW(KEPT_OTHER_USER,
	"The form that was kept belongs to someone else who used this browser "
	"before. It was not delivered.")
ROW(KEPT_BAD,
	"The form that you sent could not be kept and was not delivered. "
	"Please send it again after you have logged in.")

/* --- the same where the login is on another host --- */

ROW(RESUME_TITLE, "Session ended")
ROW(RESUME_FORM,
	"Your form is kept in this tab for ten minutes. It has not been "
	"delivered yet. Log in, for which a new tab opens. Then come back "
	"here and press Continue.")
ROW(RESUME_VISIT_TITLE, "Please log in")
ROW(RESUME_VISIT,
	"The login page cannot remember the long address of this page, so "
	"keep this tab open. Log in, for which a new tab opens. Then come "
	"back here and press Continue.")

/* --- forms of another site --- */

ROW(FOREIGN_TITLE, "Form from another site")
COUNTED(FOREIGN_ASK,
	ONE("{site} has sent a form with {count} field to this site. Continue "
	    "only if you have just come from there: what the form says will "
	    "be done in your name."),
	OTHER("{site} has sent a form with {count} fields to this site. "
	      "Continue only if you have just come from there: what the form "
	      "says will be done in your name."))
ROW(FOREIGN_REFUSED,
	"{site} has sent a form that cannot be passed on. It was not "
	"delivered. Please go back and start again.")
ROW(BLOCKED_TITLE, "Request blocked")
ROW(BLOCKED_FORM,
	"This form was sent from another site and was not delivered. Please "
	"go back and start again.")
ROW(BLOCKED_LOGIN,
	"This login form was sent from another site and was not accepted. "
	"Please log in on the login page of this site.")

/* --- from the login host to another --- */

ROW(TICKET_TITLE, "You are not logged in here yet")
ROW(TICKET_REFUSED,
	"You could not be logged in on this site. Please try again. If this "
	"happens again, allow cookies for this site in your browser.")
ROW(TICKET_BROKEN, "You could not be logged in here. Please try again.")
ROW(TICKET_TOO_MANY_TITLE, "Too many requests")
ROW(TICKET_TOO_MANY, "You have logged in on too many sites in a short time.")
ROW(LOOP_TITLE, "This site keeps asking for a login")
ROW(LOOP_TEXT,
	"You are logged in, but this site asks for a login again and again. "
	"Allow cookies for this site in your browser, then try again. If that "
	"does not help, tell the administrator which address you have opened.")

/* --- what went wrong --- */

ROW(UNAVAILABLE_TITLE, "Not available right now")
ROW(LOGIN_UNAVAILABLE,
	"Nobody can log in right now. Your code has not been used up. Please "
	"try again in a few seconds.")
ROW(BUSY_TITLE, "Service busy")
ROW(BUSY_LOGINS,
	"Too many people are logging in right now. Please try again in a few "
	"seconds.")
ROW(BUSY_PAGES,
	"There are too many requests right now. Please try again in a few "
	"seconds.")
ROW(TOO_MANY_TITLE, "Too many failed logins")
ROW(TOO_MANY_TEXT, "Too many logins from your network have failed.")
ROW(FORM_BAD_TITLE, "Form not accepted")
ROW(FORM_BAD, "The form did not arrive as it should. Please try again.")
ROW(FORM_OTHER_TYPE,
	"What was sent is not a form. Please go back and try again.")
ROW(FORM_NO_LENGTH,
	"Your browser sent this form in a way that cannot be accepted here. "
	"Please try another browser.")
ROW(FORM_TOO_LARGE,
	"This form is too large. Please go back and shorten what you have "
	"entered.")
ROW(NOT_FOUND_TITLE, "Page not found")
ROW(NOT_FOUND_TEXT, "There is no such page here.")
ROW(METHOD_TITLE, "Request not accepted")
ROW(METHOD_TEXT,
	"This page cannot be used in that way. Please start at the login "
	"page.")
ROW(NOT_HERE_TITLE, "Not available at this address")
ROW(NOT_HERE_TEXT,
	"You cannot log in at this address. Check that it begins with https, "
	"or ask the administrator for the right one.")

/* --- an invitation: its four screens, and what goes wrong there --- */

ROW(ENROLL_TITLE, "Welcome")
ROW(ENROLL_WELCOME,
	"Hello {user}. In a minute you will have set up your phone for "
	"logging in here. You need an app that shows login codes, as many "
	"phones and password managers have one.")
ROW(ENROLL_REPLACES,
	"What you have used for login codes so far stops working once the "
	"new app has shown its first code.")
ROW(ENROLL_CHOOSE_PASSWORD, "First choose a password, of at least 8 characters.")
ROW(ENROLL_PASSWORD, "New password")
ROW(ENROLL_PASSWORD_AGAIN, "The same password again")
ROW(ENROLL_PASSWORD_SHORT,
	"This password is too short. Please choose one of at least 8 "
	"characters.")
ROW(ENROLL_PASSWORD_LONG,
	"This password is too long. Please choose a shorter one.")
ROW(ENROLL_PASSWORD_OWN,
	"This password is little more than your name or that of this site. "
	"Please choose one with at least 8 other characters.")
ROW(ENROLL_PASSWORD_EASY,
	"This password is too easy to guess. Please choose a longer one, or "
	"several words that have nothing to do with each other.")
ROW(ENROLL_PASSWORD_FORBIDDEN,
	"This password contains a character that cannot be seen. Please type "
	"it without that.")
ROW(ENROLL_PASSWORD_DIFFERS,
	"The two passwords were not the same. Please type both again.")
ROW(ENROLL_APP_TITLE, "Scan this code with your app")
ROW(ENROLL_APP_TEXT,
	"Open the app on your phone, choose to add an account, and point the "
	"camera at the square.")
ROW(ENROLL_QR, "QR code with the secret for your app")
ROW(ENROLL_SAME_PHONE, "Add it to the app on this phone")
ROW(ENROLL_BY_HAND, "Without a camera, type this secret into the app:")
ROW(ENROLL_COPY, "The secret to copy")
ROW(ENROLL_CODE_TITLE, "Enter the code that the app shows")
ROW(ENROLL_CODE_HINT, "6 digits, new every 30 seconds")
ROW(ENROLL_SHOW_AGAIN, "Show the QR code again")
ROW(ENROLL_CODE_WRONG,
	"This code is not right. Please enter the one that the app shows now. "
	"If it is refused again, set the clock of your phone to automatic.")
ROW(ENROLL_CODE_NONE, "Please enter the 6 digits that the app shows.")
ROW(ENROLL_FULL,
	"You have as many authenticators as there can be. Ask your "
	"administrator to remove one; this link stays valid.")
ROW(ENROLL_DONE_TITLE, "Keep your recovery codes")
ROW(ENROLL_DONE_TEXT,
	"Your app is set up. Each of these codes lets you in once without it, "
	"for the day when your phone is lost. They are shown only now, and "
	"take the place of all earlier ones: print them, save them or write "
	"them down.")
ROW(ENROLL_DONE_NEXT,
	"After this you log in, with the next code that the app shows: the one "
	"that you have just sent works only once.")
ROW(ENROLL_DOWNLOAD, "Save as a text file")
ROW(ENROLL_KEPT, "I have kept them")
ROW(ENROLL_OVER_TITLE, "This link is not valid")
ROW(ENROLL_OVER,
	"This link is not valid any more. If you have set up your app with it, "
	"just log in. Otherwise ask your administrator for a new one.")
ROW(ENROLL_STALE,
	"This form is too old, or it is not from this browser. Please try "
	"again.")
ROW(ENROLL_UNAVAILABLE,
	"This cannot be done right now. Please try again in a few seconds.")
ROW(ENROLL_TOO_MANY, "Too many forms were sent from your network.")

/* --- the account --- */

ROW(ACCOUNT_TITLE, "Your account")
ROW(ACCOUNT_NEEDS_CODE,
	"To change something here, enter a new code first. It is good for five "
	"minutes.")
ROW(ACCOUNT_LATE,
	"Nothing has been changed yet, because your last code was older than "
	"five minutes. You can make the change now.")
ROW(ACCOUNT_REFUSED_TITLE, "Nothing was changed")
ROW(ACCOUNT_STALE,
	"This form is too old or does not belong to your session. Please try "
	"again from the page of your account.")
ROW(ACCOUNT_GONE, "It was already gone.")
ROW(ACCOUNT_NO_ROOM,
	"There is no room for this. End sessions or remove something that you "
	"do not need, then try again.")
ROW(ACCOUNT_UNKNOWN_TITLE, "Please look again")
ROW(ACCOUNT_UNKNOWN,
	"The change may have been made, or not. The page of your account shows "
	"what is true now.")

/* What was changed last: when and from where stand below it. */
ROW(CHANGED_SESSION, "A session was ended.")
ROW(CHANGED_SESSIONS, "All other sessions were ended.")
ROW(CHANGED_BROWSER, "A browser was forgotten.")
ROW(CHANGED_BROWSERS, "All browsers were forgotten.")
ROW(CHANGED_ADDED, "An authenticator was added.")
ROW(CHANGED_REMOVED, "An authenticator was removed.")
ROW(CHANGED_RENAMED, "An authenticator was renamed.")
ROW(CHANGED_CODES, "New recovery codes were made.")
ROW(CHANGED_PASSWORD, "The password was changed.")
ROW(ACCOUNT_WHEN, "When")
ROW(ACCOUNT_ADDRESS, "Address")

ROW(AGO_NOW, "just now")
COUNTED(AGO_MINUTES,
	ONE("{count} minute ago"),
	OTHER("{count} minutes ago"))
COUNTED(AGO_HOURS,
	ONE("{count} hour ago"),
	OTHER("{count} hours ago"))
COUNTED(AGO_DAYS,
	ONE("{count} day ago"),
	OTHER("{count} days ago"))

ROW(ACCOUNT_AUTHENTICATORS, "Authenticators")
ROW(ACCOUNT_AUTHENTICATORS_TEXT,
	"The apps and devices that show your login codes.")
ROW(ACCOUNT_PHONE_APP, "Authenticator app")
ROW(ACCOUNT_TOKEN, "Hardware token")
ROW(ACCOUNT_ADDED, "Added")
ROW(ACCOUNT_WAITS, "It is waiting for its first code.")
ROW(ACCOUNT_BLOCKED,
	"It is disabled after too many wrong codes. Ask your administrator to "
	"unlock it.")
ROW(ACCOUNT_EDIT, "Rename or remove")
ROW(ACCOUNT_ADD, "Add an authenticator app")
ROW(ACCOUNT_ADD_GO_ON, "Continue adding the app")
ROW(ACCOUNT_ADD_DONE, "Finish")
ROW(ACCOUNT_ADD_REPLACES,
	"As soon as you have entered a correct code from this app, all your "
	"other authenticators are removed.")
ROW(ACCOUNT_ADD_OVER,
	"This app is no longer being added: more than 15 minutes have "
	"passed, or you started again elsewhere. Please start again, with "
	"the new secret.")
ROW(ACCOUNT_FULL,
	"You have as many authenticators as there can be. Remove one first.")
ROW(ACCOUNT_LABEL, "Name of this authenticator")
ROW(ACCOUNT_RENAME, "Save the name")
ROW(ACCOUNT_NAME_LONG, "This name is too long. Please choose a shorter one.")
ROW(ACCOUNT_NAME_BAD,
	"This name is empty or contains a character that cannot be seen. "
	"Please choose another one.")
ROW(ACCOUNT_NAME_TAKEN,
	"Another authenticator has this name. Please choose another one.")
ROW(ACCOUNT_LAST,
	"Nothing else would let you in, so this authenticator cannot be "
	"removed. Add another one first.")
ROW(ACCOUNT_REMOVE_TEXT,
	"When you remove it, its codes are refused at once, and the sessions "
	"that were opened with it end.")
ROW(ACCOUNT_REMOVE, "Remove this authenticator")
ROW(ACCOUNT_REPLACE, "Replace your authenticator")
ROW(ACCOUNT_REPLACE_TEXT,
	"Set up an app on the phone that you have now. Your old authenticators "
	"work until the new app has shown its first code. Then they are "
	"removed, and the sessions that were opened with them end.")
ROW(ACCOUNT_REPLACE_BEGIN, "Set up the new app")

ROW(ACCOUNT_CODES, "Recovery codes")
COUNTED(ACCOUNT_CODES_LEFT,
	ONE("{count} recovery code is left. It lets you in once without your "
	    "phone."),
	OTHER("{count} recovery codes are left. Each lets you in once without "
	      "your phone."))
ROW(ACCOUNT_CODES_NONE, "You have no recovery codes.")
ROW(ACCOUNT_CODES_TEXT,
	"Recovery codes let you log in when you have lost your phone.")
ROW(ACCOUNT_CODES_REPLACED,
	"New codes are shown only once, and the old ones stop working at "
	"once.")
ROW(ACCOUNT_CODES_MADE, "Made")
ROW(ACCOUNT_CODES_NEW, "Make new recovery codes")
ROW(ACCOUNT_CODES_CHANGED,
	"New recovery codes have just been made from another window. If you do "
	"not have them, make new ones once more.")
ROW(ACCOUNT_CODES_SHOWN,
	"Each of these codes lets you in once without your phone. They are "
	"shown only now, and your old ones do not work any more: print them, "
	"save them or write them down.")

ROW(ACCOUNT_PASSWORD, "Password")
ROW(ACCOUNT_PASSWORD_CHANGE, "Change the password")
ROW(ACCOUNT_PASSWORD_TEXT,
	"When the password is changed, your other sessions end. This one goes "
	"on.")
ROW(ACCOUNT_PASSWORD_OLD, "Current password")
ROW(ACCOUNT_PASSWORD_WRONG, "The current password was not right.")
ROW(ACCOUNT_PASSWORD_WAIT, "The current password was wrong too often.")
ROW(ACCOUNT_PASSWORD_STALE,
	"The password has just been changed from another window.")

ROW(ACCOUNT_SESSIONS, "Where you are logged in")
ROW(ACCOUNT_SOME_BROWSER, "A browser of an unknown kind")
ROW(ACCOUNT_THIS_SESSION, "You are here now.")
ROW(ACCOUNT_SINCE, "Logged in")
ROW(ACCOUNT_USED, "Last used")
ROW(ACCOUNT_END, "End this session")
ROW(ACCOUNT_END_OTHERS, "End all other sessions")

ROW(ACCOUNT_BROWSERS, "Known browsers")
ROW(ACCOUNT_BROWSERS_TEXT,
	"You can still log in with these while others try to guess your codes.")
ROW(ACCOUNT_THIS_BROWSER, "You are using it now.")
ROW(ACCOUNT_FIRST_LOGIN, "First login")
ROW(ACCOUNT_LAST_LOGIN, "Last login")
ROW(ACCOUNT_FORGET, "Forget this browser")
ROW(ACCOUNT_FORGET_ALL, "Forget all browsers")

COUNTED(ACCOUNT_FAILED,
	ONE("{count} attempt to log in as you has failed since then."),
	OTHER("{count} attempts to log in as you have failed since then."))
ROW(ACCOUNT_NONE_FAILED, "No attempt to log in as you has failed since then.")

ROW(ACCOUNT_PROFILE, "About you")
ROW(ACCOUNT_NAME, "Full name")
ROW(ACCOUNT_MAIL, "E-mail")
ROW(ACCOUNT_PROFILE_ASK,
	"If something here is wrong, ask your administrator to change it.")

// clang-format on
#endif
