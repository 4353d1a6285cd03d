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
	"トークンに次に表示される数字を入力してください。")
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
	"このページが長時間開かれたままだったか、このブラウザーで Cookie が無効になっています。もう一度お試しください。")
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
	"このページにはカウンター式トークン (HOTP) のコードが必要です。")
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
	"カウンター式トークン (HOTP) のコード")
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
	OTHER("このブラウザーでの前回のログイン以降、ほかの場所からあなたの名前でのログインが {count} 回試みられ、失敗しました。"))
COUNTED(NEWS_OWN,
	OTHER("今回のログインの前に、{count} 回の試みが失敗しました。"))
ROW(NEWS_NOT_YOU,
	"お心当たりがない場合は、管理者にお知らせください。")
COUNTED(NEWS_RECOVERY,
	OTHER("このリカバリーコードは使用済みになりました。残りは {count} 個です。"))
ROW(NEWS_RECOVERY_LAST,
	"これが最後のリカバリーコードでした。")
ROW(NEWS_RECOVERY_ASK,
	"新しいリカバリーコードを管理者に依頼してください。")
ROW(LOGOUT_TITLE,
	"ログアウトしますか?")
ROW(LOGOUT_TEXT,
	"このブラウザーでのセッションが終了します。")
ROW(LOGGED_OUT_TITLE,
	"ログアウトしました")
ROW(NOT_LOGGED_OUT_TITLE,
	"ログアウトしていません")
ROW(LOGOUT_FOREIGN,
	"このフォームは別のサイトから送信されたため、セッションは終了していません。")
ROW(LOGOUT_STALE,
	"このフォームは古すぎるか、現在のセッションのものではありません。ログアウトページを開き、もう一度お試しください。")
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
	"このフォームは少し前に送信されたため、2 回目は送信していません。結果は送信先のページで確認できます。")
ROW(AGAIN_HINT,
	"届いていない場合は、1 分後に前のページに戻り、もう一度「続ける」を押してください。")
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
	"送信したフォームは 10 分間保管されましたが、その時間が過ぎました。フォームは届いていません。前のページに戻り、もう一度送信してください。")
ROW(KEPT_OTHER_USER,
	"保管されていたフォームは、以前このブラウザーを使用した別の人のものです。フォームは届いていません。")
ROW(KEPT_BAD,
	"送信したフォームは保管できず、届いていません。ログインした後、もう一度送信してください。")
ROW(RESUME_TITLE,
	"セッションが終了しました")
ROW(RESUME_FORM,
	"送信したフォームはこのタブに 10 分間保管されていますが、まだ届いていません。新しいタブでログインしてから、このタブに戻って続けてください。")
ROW(RESUME_VISIT_TITLE,
	"ログインしてください")
ROW(RESUME_VISIT,
	"このページのアドレスは長すぎるため、ログインページに引き継げません。新しいタブでログインしてから、このタブに戻って続けてください。")
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
	"ログインをこのサイトに引き継げませんでした。リンクは 30 秒以内に 1 回だけ、開始したときと同じブラウザーでのみ有効です。また、そのブラウザーで Cookie が有効になっている必要があります。")
ROW(TICKET_BROKEN,
	"ここにログインできませんでした。もう一度お試しください。")
ROW(TICKET_TOO_MANY_TITLE,
	"リクエストが多すぎます")
ROW(TICKET_TOO_MANY,
	"ほかのサイトへのログインの引き継ぎが多すぎます。")
ROW(LOOP_TITLE,
	"このサイトが繰り返しログインを求めています")
ROW(LOOP_TEXT,
	"ログインしていますが、このサイトが繰り返しログインを求めています。このブラウザーでサイトの Cookie がブロックされている可能性があります。そうでない場合は、このサイトのここでの名前がゲートに登録されていないことを管理者にお知らせください。")
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
	"これはフォームではありません。")
ROW(FORM_NO_LENGTH,
	"ブラウザーがフォームの長さを通知しませんでした。")
ROW(FORM_TOO_LARGE,
	"このフォームは大きすぎます。")
ROW(NOT_FOUND_TITLE,
	"ページが見つかりません")
ROW(NOT_FOUND_TEXT,
	"ここにそのようなページはありません。")
ROW(METHOD_TITLE,
	"リクエストを受け付けませんでした")
ROW(METHOD_TEXT,
	"このページはその方法では使用できません。")
ROW(NOT_HERE_TITLE,
	"このアドレスでは利用できません")
ROW(NOT_HERE_TEXT,
	"このアドレスにはログインが設定されていないか、接続が暗号化されていません。")
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
	"このリンクはもう有効ではありません。新しいリンクを管理者に依頼してください。")
ROW(ENROLL_STALE,
	"このフォームは古すぎるか、このブラウザーのものではありません。もう一度お試しください。")
ROW(ENROLL_UNAVAILABLE,
	"現在この操作はできません。数秒後にもう一度お試しください。")
ROW(ENROLL_TOO_MANY,
	"お使いのネットワークから送信されたフォームが多すぎます。")

// clang-format on
#endif
