/* SPDX-License-Identifier: ISC */
/* Made of po/ja.po by po/compile: change that, then "make update-po". */
#ifdef ROW
// clang-format off

ROW(CONTINUE,
	"続ける")
ROW(LOG_IN,
	"ログイン")
ROW(LOG_IN_AGAIN,
	"もう一度ログインする")
ROW(LOG_IN_AS_ANOTHER,
	"別のユーザーとしてログインする")
ROW(LOG_OUT,
	"ログアウト")
ROW(ENTER_CODE,
	"コードを入力する")
ROW(OPEN_PAGE,
	"ページを開く")
ROW(TRY_AGAIN,
	"もう一度試す")
ROW(GO_TO_FRONT,
	"トップページへ")
ROW(GO_TO_LOGIN,
	"ログインページへ")
ROW(GO_TO_LOGOUT,
	"ログアウトページへ")
ROW(GO_TO_ACCOUNT,
	"アカウントのページへ")
ROW(LANGUAGE,
	"言語")
ROW(COPY,
	"コピー")
ROW(COPIED,
	"コピーしました")
COUNTED(WAIT_SECONDS,
	OTHER("{count} 秒後にもう一度お試しください。"))
COUNTED(WAIT_MINUTES,
	OTHER("約 {count} 分後にもう一度お試しください。"))
COUNTED(WAIT_HOURS,
	OTHER("約 {count} 時間後にもう一度お試しください。"))
ROW(WAIT_OVER,
	"もう一度お試しいただけます。")
ROW(LOGIN_TITLE,
	"ログイン")
ROW(LOGIN_USER,
	"ユーザー名")
ROW(LOGIN_PASSWORD,
	"パスワード")
ROW(LOGIN_CODE,
	"ワンタイムコード")
ROW(LOGIN_CODE_HINT,
	"認証アプリに現在表示されている数字を入力してください。")
ROW(LOGIN_TOKEN_HINT,
	"トークンに新しいコードを表示し、ここに入力してください。")
ROW(LOGIN_NO_PHONE,
	"電話がお手元にない場合")
ROW(LOGIN_RECOVERY,
	"リカバリーコード")
ROW(LOGIN_RECOVERY_HINT,
	"お渡ししたリカバリーコードのうち 1 つを入力し、ワンタイムコードは空のままにしてください。")
ROW(LOGIN_RECOVERY_ONLY_HINT,
	"お渡ししたリカバリーコードのうち 1 つを入力してください。")
ROW(LOGIN_FAILED,
	"ログインできませんでした。入力内容を確認し、新しいコードを使用してください。")
ROW(LOGIN_MUST_WAIT,
	"このブラウザーでのログインの失敗が多すぎます。")
ROW(LOGIN_ENDED,
	"セッションが終了しました。もう一度ログインしてください。")
ROW(LOGIN_STALE,
	"このページは長時間開かれたままでした。もう一度お試しください。繰り返し起こる場合は、ブラウザーでこのサイトの Cookie を許可してください。")
ROW(STEP_UP_TITLE,
	"ご本人であることの確認")
ROW(KIND_TITLE,
	"別の種類のコードが必要です")
ROW(NEW_CODE_TITLE,
	"新しいコードが必要です")
ROW(NOT_SUPPORTED_TITLE,
	"まだ対応していません")
ROW(LOGGED_IN_AS,
	"{user} としてログインしています。")
ROW(NEED_CODE,
	"このページには新しいコードが必要です。")
ROW(NEED_TOTP,
	"このページには認証アプリのコードが必要です。")
ROW(NEED_HOTP,
	"このページにはハードウェアトークンのコードが必要です。")
ROW(NEED_RECOVERY,
	"このページにはリカバリーコードが必要です。")
ROW(NEED_SENT,
	"このページにはお送りするコードが必要です。")
ROW(NEED_PASSKEY,
	"このページにはパスキーが必要です。")
ROW(NEED_ONE_OF,
	"このページには次のいずれかが必要です:")
ROW(KIND_TOTP,
	"認証アプリのコード")
ROW(KIND_HOTP,
	"ハードウェアトークンのコード")
ROW(KIND_RECOVERY,
	"リカバリーコード")
ROW(KIND_SENT,
	"お送りするコード")
ROW(KIND_PASSKEY,
	"パスキー")
ROW(KIND_OTHER_GIVEN,
	"別の種類のコードが入力されました。")
ROW(KIND_NOT_SET_UP,
	"お使いのアカウントはこの方法に設定されていません。管理者にお問い合わせください。")
ROW(KIND_NOT_SUPPORTED,
	"このサイトはまだこの方法に対応していません。管理者にお知らせください。")
ROW(LOGGED_IN_TITLE,
	"ログインしました")
COUNTED(NEWS_ELSEWHERE,
	OTHER("このブラウザーでの前回のログインのあと、ほかの場所からのログインが {count} 回失敗しました。"))
COUNTED(NEWS_OWN,
	OTHER("前回のログインのあと、ログインが {count} 回失敗しました。"))
ROW(NEWS_FAILED_AT,
	"最後の失敗は {when} です。")
ROW(NEWS_CHANGED,
	"別のブラウザーでアカウントが変更されました。変更の内容と日時はアカウントのページで確認できます。")
ROW(NEWS_NOT_YOU,
	"お心当たりがない場合は、管理者にお知らせください。")
COUNTED(NEWS_RECOVERY,
	OTHER("このリカバリーコードは使用済みになりました。残りのリカバリーコードは {count} 個です。"))
ROW(NEWS_RECOVERY_LAST,
	"最後のリカバリーコードでした。もう残っていません。")
COUNTED(NEWS_RECOVERY_FEW,
	OTHER("残りのリカバリーコードは {count} 個です。"))
ROW(NEWS_RECOVERY_MAKE,
	"新しいリカバリーコードは、アカウントのページで作成できます。")
ROW(NEWS_REPLACE,
	"スマートフォンをなくした場合は、今ここで別の端末を設定してください。そうすれば、リカバリーコードは不要になります。")
ROW(NEWS_GO_ON,
	"変更せずに続ける")
ROW(NEWS_RECOVERY_ASK,
	"新しいリカバリーコードを管理者に依頼してください。")
ROW(NEWS_LAST,
	"前回のログインは {when} です。")
ROW(NEWS_LAST_HERE,
	"前回のログインは {when}、このブラウザーからです。")
ROW(NEWS_LAST_IN,
	"前回のログインは {when}、{browser} からです。")
ROW(WHEN,
	"{year}年{month}{day}日 {time}（{zone}）")
ROW(WHEN_FIRST,
	"{year}年{month}{day}日 {time}（{zone}）")
ROW(MONTHS,
	"1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月")
ROW(LOGOUT_TITLE,
	"ログアウトしますか?")
ROW(LOGOUT_TEXT,
	"このブラウザーでのセッションが終了します。")
ROW(LOGGED_OUT_TITLE,
	"ログアウトしました")
ROW(NOT_LOGGED_OUT_TITLE,
	"ログアウトしていません")
ROW(LOGOUT_FOREIGN,
	"ログアウトの要求が別のサイトから送られたため、ログインしたままです。")
ROW(LOGOUT_STALE,
	"このページは古くなっていたため、ログインしたままです。ログアウトするには、もう一度ボタンを押してください。")
ROW(LOGOUT_BROKEN,
	"セッションを終了できませんでした。もう一度お試しください。")
ROW(DENIED_TITLE,
	"アクセスできません")
ROW(DENIED_GROUP,
	"このページを開くことができるグループに所属していません。アクセスが必要な場合は、管理者にお問い合わせください。")
ROW(PATH_TITLE,
	"受け付けられないアドレス")
ROW(PATH_TEXT,
	"このアドレスは複数のページとして読み取れるため、開きませんでした。このサイトのトップページから始めてください。リンクからここに来た場合は、管理者にお知らせください。")
ROW(AGAIN_TITLE,
	"送信済みです")
ROW(AGAIN_TEXT,
	"このフォームは少し前に送信されたため、もう一度は送信していません。結果を見るには、ページを開いてください。")
ROW(AGAIN_HINT,
	"届いていない場合は、1 分待ってから前のページに戻り、もう一度「続ける」を押してください。")
ROW(UNDECIDED_TEXT,
	"アクセス権を確認できませんでした。後でもう一度お試しになるか、管理者にお知らせください。")
ROW(KEPT_NEEDS_CODE,
	"送信したフォームには新しいコードが必要です。フォームは保管されており、コードを入力すると送信できます。")
ROW(KEPT_NEEDS_LOGIN,
	"セッションが終了しました。送信したフォームは保管されており、ログインすると送信できます。")
COUNTED(KEPT_OFFER,
	OTHER("{count} 項目のフォームが保管されていますが、まだ届いていません。今すぐ送信するには「続ける」を押してください。"))
ROW(KEPT_LOST,
	"送信したフォームは届いていません。")
ROW(KEPT_TOO_LARGE,
	"送信したフォームは大きすぎて保管できず、届いていません。ログインした後、もう一度送信してください。")
ROW(KEPT_FILES,
	"送信したフォームにはファイルが含まれているか、保管できない種類のものであるため、届いていません。ログインした後、もう一度送信してください。")
ROW(KEPT_FOREIGN,
	"フォームがこのサイトのページからのものではない可能性があるため、保管も送信もしていません。ログインした後、もう一度送信してください。")
ROW(KEPT_EXPIRED,
	"送信したフォームは 10 分間保管されましたが、期限が切れました。フォームは届いていません。前のページに戻り、もう一度送信してください。")
ROW(KEPT_OTHER_USER,
	"保管されていたフォームは、以前このブラウザーを使用した別の人のものです。フォームは届いていません。")
ROW(KEPT_BAD,
	"送信したフォームは保管できず、届いていません。ログインした後、もう一度送信してください。")
ROW(RESUME_TITLE,
	"セッションが終了しました")
ROW(RESUME_FORM,
	"フォームはこのタブに 10 分間保管されます。まだ届いていません。新しいタブでログインしてから、ここに戻って「続ける」を押してください。")
ROW(RESUME_VISIT_TITLE,
	"ログインしてください")
ROW(RESUME_VISIT,
	"このページのアドレスは長く、ログインページに引き継げないため、このタブを開いたままにしてください。新しいタブでログインしてから、ここに戻って「続ける」を押してください。")
ROW(FOREIGN_TITLE,
	"別のサイトからのフォーム")
COUNTED(FOREIGN_ASK,
	OTHER("{site} がこのサイトに {count} 項目のフォームを送信しました。たった今そのサイトから来た場合にのみ続けてください。フォームの内容はあなたの名前で実行されます。"))
ROW(FOREIGN_REFUSED,
	"{site} が送信したフォームは、引き渡すことができません。フォームは届いていません。前のページに戻り、最初からやり直してください。")
ROW(BLOCKED_TITLE,
	"リクエストを拒否しました")
ROW(BLOCKED_FORM,
	"このフォームは別のサイトから送信されたため、届いていません。前のページに戻り、最初からやり直してください。")
ROW(BLOCKED_LOGIN,
	"このログインフォームは別のサイトから送信されたため、受け付けませんでした。このサイトのログインページでログインしてください。")
ROW(TICKET_TITLE,
	"ここにはまだログインしていません")
ROW(TICKET_REFUSED,
	"このサイトにログインできませんでした。もう一度お試しください。繰り返し起こる場合は、ブラウザーでこのサイトの Cookie を許可してください。")
ROW(TICKET_BROKEN,
	"ここにログインできませんでした。もう一度お試しください。")
ROW(TICKET_TOO_MANY_TITLE,
	"リクエストが多すぎます")
ROW(TICKET_TOO_MANY,
	"短時間にログインしたサイトが多すぎます。")
ROW(LOOP_TITLE,
	"このサイトが繰り返しログインを求めています")
ROW(LOOP_TEXT,
	"ログインしていますが、このサイトが繰り返しログインを求めています。ブラウザーでこのサイトの Cookie を許可し、もう一度お試しください。それでも解決しない場合は、開いたアドレスを管理者にお知らせください。")
ROW(UNAVAILABLE_TITLE,
	"現在ご利用いただけません")
ROW(LOGIN_UNAVAILABLE,
	"現在は誰もログインできません。コードは使用済みになっていません。数秒後にもう一度お試しください。")
ROW(BUSY_TITLE,
	"混み合っています")
ROW(BUSY_LOGINS,
	"現在、ログインする人が多すぎます。数秒後にもう一度お試しください。")
ROW(BUSY_PAGES,
	"現在、リクエストが多すぎます。数秒後にもう一度お試しください。")
ROW(TOO_MANY_TITLE,
	"ログインの失敗が多すぎます")
ROW(TOO_MANY_TEXT,
	"お使いのネットワークからのログインの失敗が多すぎます。")
ROW(FORM_BAD_TITLE,
	"フォームを受け付けませんでした")
ROW(FORM_BAD,
	"フォームが正しく届きませんでした。もう一度お試しください。")
ROW(FORM_OTHER_TYPE,
	"送信されたものはフォームではありません。前のページに戻り、もう一度お試しください。")
ROW(FORM_NO_LENGTH,
	"このフォームは、ここでは受け付けられない方法でブラウザーから送信されました。別のブラウザーでお試しください。")
ROW(FORM_TOO_LARGE,
	"このフォームは大きすぎます。前のページに戻り、入力内容を短くしてください。")
ROW(NOT_FOUND_TITLE,
	"ページが見つかりません")
ROW(NOT_FOUND_TEXT,
	"ここにそのようなページはありません。")
ROW(METHOD_TITLE,
	"リクエストを受け付けませんでした")
ROW(METHOD_TEXT,
	"このページはその方法では使用できません。ログインページから始めてください。")
ROW(NOT_HERE_TITLE,
	"このアドレスでは利用できません")
ROW(NOT_HERE_TEXT,
	"このアドレスではログインできません。アドレスが https で始まっているか確認するか、正しいアドレスを管理者に問い合わせてください。")
ROW(ENROLL_TITLE,
	"ようこそ")
ROW(ENROLL_WELCOME,
	"{user} さん、こんにちは。ここでのログインに使うスマートフォンの設定は、1 分ほどで終わります。ログイン用のコードを表示するアプリが必要です。多くのスマートフォンやパスワードマネージャーに備わっています。")
ROW(ENROLL_REPLACES,
	"これまでログイン用のコードに使用していたものは、新しいアプリの最初のコードが確認されると使えなくなります。")
ROW(ENROLL_CHOOSE_PASSWORD,
	"まず、8 文字以上のパスワードを決めてください。")
ROW(ENROLL_PASSWORD,
	"新しいパスワード")
ROW(ENROLL_PASSWORD_AGAIN,
	"同じパスワードをもう一度")
ROW(ENROLL_PASSWORD_SHORT,
	"このパスワードは短すぎます。8 文字以上のパスワードにしてください。")
ROW(ENROLL_PASSWORD_LONG,
	"このパスワードは長すぎます。もっと短いパスワードにしてください。")
ROW(ENROLL_PASSWORD_OWN,
	"このパスワードは、あなたの名前またはこのサイトの名前とほとんど変わりません。それ以外の文字を 8 文字以上含むパスワードにしてください。")
ROW(ENROLL_PASSWORD_EASY,
	"このパスワードは簡単に推測されます。もっと長いパスワードか、互いに関係のないいくつかの単語にしてください。")
ROW(ENROLL_PASSWORD_FORBIDDEN,
	"このパスワードには目に見えない文字が含まれています。その文字を使わずに入力してください。")
ROW(ENROLL_PASSWORD_DIFFERS,
	"2 つのパスワードが一致しませんでした。両方をもう一度入力してください。")
ROW(ENROLL_APP_TITLE,
	"アプリでこのコードを読み取ってください")
ROW(ENROLL_APP_TEXT,
	"スマートフォンでアプリを開き、アカウントの追加を選び、カメラを四角い図に向けてください。")
ROW(ENROLL_QR,
	"アプリ用のシークレットキーを含む QR コード")
ROW(ENROLL_SAME_PHONE,
	"このスマートフォンのアプリに追加する")
ROW(ENROLL_BY_HAND,
	"カメラを使わない場合は、次のシークレットキーをアプリに入力してください:")
ROW(ENROLL_COPY,
	"コピー用のシークレットキー")
ROW(ENROLL_CODE_TITLE,
	"アプリに表示されているコードを入力してください")
ROW(ENROLL_CODE_HINT,
	"6 桁の数字 (30 秒ごとに変わります)")
ROW(ENROLL_SHOW_AGAIN,
	"QR コードをもう一度表示する")
ROW(ENROLL_CODE_WRONG,
	"このコードは正しくありません。アプリに現在表示されているコードを入力してください。それでも受け付けられない場合は、スマートフォンの時刻を自動設定にしてください。")
ROW(ENROLL_CODE_NONE,
	"アプリに表示されている 6 桁の数字を入力してください。")
ROW(ENROLL_FULL,
	"登録できる認証手段の数が上限に達しています。1 つ削除するよう管理者に依頼してください。このリンクは引き続き有効です。")
ROW(ENROLL_DONE_TITLE,
	"リカバリーコードを保管してください")
ROW(ENROLL_DONE_TEXT,
	"アプリの設定が完了しました。スマートフォンをなくしたときのために、次の各コードを使うと、アプリがなくても 1 回ずつログインできます。コードが表示されるのは今だけで、以前のコードはすべてこれらに置き換わります。印刷するか、保存するか、書き留めてください。")
ROW(ENROLL_DONE_NEXT,
	"この後、アプリに次に表示されるコードでログインします。先ほど送信したコードは 1 回しか使えません。")
ROW(ENROLL_DOWNLOAD,
	"テキストファイルとして保存する")
ROW(ENROLL_KEPT,
	"保管しました")
ROW(ENROLL_OVER_TITLE,
	"このリンクは無効です")
ROW(ENROLL_OVER,
	"このリンクはもう有効ではありません。このリンクでアプリの設定が済んでいる場合は、そのままログインしてください。まだの場合は、新しいリンクを管理者に依頼してください。")
ROW(ENROLL_STALE,
	"このフォームは古すぎるか、このブラウザーのものではありません。もう一度お試しください。")
ROW(ENROLL_UNAVAILABLE,
	"現在この操作はできません。数秒後にもう一度お試しください。")
ROW(ENROLL_TOO_MANY,
	"お使いのネットワークから送信されたフォームが多すぎます。")
ROW(ACCOUNT_TITLE,
	"アカウント")
ROW(ACCOUNT_NEEDS_CODE,
	"ここで何かを変更するには、まず新しいコードを入力してください。コードは 5 分間有効です。")
ROW(ACCOUNT_LATE,
	"前回のコードから 5 分以上たっていたため、まだ何も変更されていません。今なら変更できます。")
ROW(ACCOUNT_REFUSED_TITLE,
	"何も変更されていません")
ROW(ACCOUNT_STALE,
	"このフォームは古すぎるか、現在のセッションのものではありません。アカウントのページからもう一度お試しください。")
ROW(ACCOUNT_GONE,
	"すでになくなっています。")
ROW(ACCOUNT_NO_ROOM,
	"これ以上保存できません。セッションを終了するか、不要なものを削除してから、もう一度お試しください。")
ROW(ACCOUNT_UNKNOWN_TITLE,
	"もう一度ご確認ください")
ROW(ACCOUNT_UNKNOWN,
	"変更は行われたかもしれませんし、行われていないかもしれません。アカウントのページで現在の状態を確認できます。")
ROW(CHANGED_SESSION,
	"セッションを 1 つ終了しました。")
ROW(CHANGED_SESSIONS,
	"ほかのセッションをすべて終了しました。")
ROW(CHANGED_BROWSER,
	"ブラウザーの記憶を 1 つ消去しました。")
ROW(CHANGED_BROWSERS,
	"すべてのブラウザーの記憶を消去しました。")
ROW(CHANGED_ADDED,
	"認証アプリを追加しました。")
ROW(CHANGED_REMOVED,
	"認証アプリを削除しました。")
ROW(CHANGED_RENAMED,
	"認証アプリの名前を変更しました。")
ROW(CHANGED_CODES,
	"新しいリカバリーコードを作成しました。")
ROW(CHANGED_PASSWORD,
	"パスワードを変更しました。")
ROW(ACCOUNT_WHEN,
	"日時")
ROW(ACCOUNT_ADDRESS,
	"アドレス")
ROW(AGO_NOW,
	"たった今")
COUNTED(AGO_MINUTES,
	OTHER("{count} 分前"))
COUNTED(AGO_HOURS,
	OTHER("{count} 時間前"))
COUNTED(AGO_DAYS,
	OTHER("{count} 日前"))
ROW(ACCOUNT_AUTHENTICATORS,
	"認証アプリ")
ROW(ACCOUNT_AUTHENTICATORS_TEXT,
	"ログイン用のコードを表示するアプリや端末です。")
ROW(ACCOUNT_PHONE_APP,
	"認証アプリ")
ROW(ACCOUNT_TOKEN,
	"ハードウェアトークン")
ROW(ACCOUNT_ADDED,
	"追加")
ROW(ACCOUNT_WAITS,
	"最初のコードを待っています。")
ROW(ACCOUNT_BLOCKED,
	"誤ったコードが多すぎたため、無効になっています。管理者に解除を依頼してください。")
ROW(ACCOUNT_EDIT,
	"名前の変更または削除")
ROW(ACCOUNT_ADD,
	"認証アプリを追加")
ROW(ACCOUNT_ADD_GO_ON,
	"アプリの追加を続ける")
ROW(ACCOUNT_ADD_DONE,
	"完了")
ROW(ACCOUNT_ADD_REPLACES,
	"このアプリの最初のコードが確認されると、ほかの認証アプリはすべて削除されます。")
ROW(ACCOUNT_ADD_OVER,
	"アプリの追加はここではもう続けられません。15 分以上たったか、別の場所で新しく始められました。新しいシークレットでもう一度始めてください。")
ROW(ACCOUNT_FULL,
	"登録できる認証アプリの数が上限に達しています。まず 1 つ削除してください。")
ROW(ACCOUNT_LABEL,
	"この認証アプリの名前")
ROW(ACCOUNT_RENAME,
	"名前を保存")
ROW(ACCOUNT_NAME_LONG,
	"この名前は長すぎます。もっと短い名前にしてください。")
ROW(ACCOUNT_NAME_BAD,
	"名前が空であるか、目に見えない文字が含まれています。別の名前にしてください。")
ROW(ACCOUNT_NAME_TAKEN,
	"この名前はほかの認証アプリで使われています。別の名前にしてください。")
ROW(ACCOUNT_LAST,
	"ほかにログインする手段がなくなるため、この認証アプリは削除できません。先に別のものを追加してください。")
ROW(ACCOUNT_REMOVE_TEXT,
	"削除すると、そのコードはすぐに使えなくなり、それで始めたセッションも終了します。")
ROW(ACCOUNT_REMOVE,
	"この認証アプリを削除")
ROW(ACCOUNT_REPLACE,
	"認証アプリを置き換える")
ROW(ACCOUNT_REPLACE_TEXT,
	"今お使いのスマートフォンにアプリを設定してください。これまでの認証アプリは、新しいアプリの最初のコードが確認されるまで使えます。その後は削除され、それらで始めたセッションも終了します。")
ROW(ACCOUNT_REPLACE_BEGIN,
	"新しいアプリを設定")
ROW(ACCOUNT_CODES,
	"リカバリーコード")
COUNTED(ACCOUNT_CODES_LEFT,
	OTHER("リカバリーコードの残りは {count} 個です。それぞれ 1 回だけ、スマートフォンがなくてもログインできます。"))
ROW(ACCOUNT_CODES_NONE,
	"リカバリーコードがありません。")
ROW(ACCOUNT_CODES_TEXT,
	"リカバリーコードがあれば、スマートフォンをなくしてもログインできます。")
ROW(ACCOUNT_CODES_REPLACED,
	"新しいコードは 1 回だけ表示され、その時点で以前のコードは使えなくなります。")
ROW(ACCOUNT_CODES_MADE,
	"作成")
ROW(ACCOUNT_CODES_NEW,
	"新しいリカバリーコードを作成")
ROW(ACCOUNT_CODES_CHANGED,
	"別のウィンドウで新しいリカバリーコードが作成されたばかりです。手元にない場合は、もう一度作成してください。")
ROW(ACCOUNT_CODES_SHOWN,
	"次の各コードを使うと、スマートフォンがなくても 1 回ずつログインできます。コードが表示されるのは今だけで、以前のコードはもう使えません。印刷するか、保存するか、書き留めてください。")
ROW(ACCOUNT_PASSWORD,
	"パスワード")
ROW(ACCOUNT_PASSWORD_CHANGE,
	"パスワードを変更")
ROW(ACCOUNT_PASSWORD_TEXT,
	"パスワードを変更すると、ほかのセッションは終了します。このセッションは続きます。")
ROW(ACCOUNT_PASSWORD_OLD,
	"現在のパスワード")
ROW(ACCOUNT_PASSWORD_WRONG,
	"現在のパスワードが正しくありません。")
ROW(ACCOUNT_PASSWORD_WAIT,
	"現在のパスワードが何度も間違っていました。")
ROW(ACCOUNT_PASSWORD_STALE,
	"パスワードは別のウィンドウで変更されたばかりです。")
ROW(ACCOUNT_SESSIONS,
	"ログイン中の場所")
ROW(ACCOUNT_SOME_BROWSER,
	"種類のわからないブラウザー")
ROW(ACCOUNT_THIS_SESSION,
	"現在ここを使用しています。")
ROW(ACCOUNT_SINCE,
	"ログイン")
ROW(ACCOUNT_USED,
	"最終使用")
ROW(ACCOUNT_END,
	"このセッションを終了")
ROW(ACCOUNT_END_OTHERS,
	"ほかのセッションをすべて終了")
ROW(ACCOUNT_BROWSERS,
	"既知のブラウザー")
ROW(ACCOUNT_BROWSERS_TEXT,
	"これらのブラウザーからは、他人がコードを推測しようとしている間もログインできます。")
ROW(ACCOUNT_THIS_BROWSER,
	"現在使用しているブラウザーです。")
ROW(ACCOUNT_FIRST_LOGIN,
	"最初のログイン")
ROW(ACCOUNT_LAST_LOGIN,
	"最後のログイン")
ROW(ACCOUNT_FORGET,
	"このブラウザーの記憶を消去")
ROW(ACCOUNT_FORGET_ALL,
	"すべてのブラウザーの記憶を消去")
COUNTED(ACCOUNT_FAILED,
	OTHER("それ以降、あなたの名前でのログインの試みが {count} 回失敗しました。"))
ROW(ACCOUNT_NONE_FAILED,
	"それ以降、あなたの名前でのログインの失敗はありません。")
ROW(ACCOUNT_PROFILE,
	"あなたについての情報")
ROW(ACCOUNT_NAME,
	"氏名")
ROW(ACCOUNT_MAIL,
	"メール")
ROW(ACCOUNT_PROFILE_ASK,
	"間違いがあれば、管理者に変更を依頼してください。")

// clang-format on
#endif
