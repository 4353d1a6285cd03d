/* SPDX-License-Identifier: ISC */
/* Tests of bringing records back: cut tails, repaired copies, backups. */
#include "check_store.h"
#include "lib/record/session.h"

static const struct og_restore how = {
    .now = NOW, .window = 1, .look_ahead = 5, .keep_codes = false};

/* A user with one authenticator of each kind, a recovery set and a session. */
static void
add_full(struct og_store *s, const char *name)
{
	static const uint8_t id[OG_DIGEST_LEN] = {7};
	const struct og_proof proof = {OG_FACTOR_TOTP, 1, NOW};
	struct og_authenticator *a;
	struct og_user u;

	ck_assert_ok(og_user_init(&u, name, NOW));
	u.n_authenticators = 2;
	u.next_id = 4;
	for (uint32_t i = 0; i < 2; i++) {
		a = &u.authenticators[i];
		memset(a, 0, sizeof(*a));
		a->id = i + 1;
		a->type = i == 0 ? OG_FACTOR_TOTP : OG_FACTOR_HOTP;
		a->state = OG_AUTH_ACTIVE;
		a->hash = OG_SHA1;
		a->digits = 6;
		a->period = 30;
		a->moving_factor = 10;
		a->created = NOW;
		a->key_id = 1;
		a->sealed_len = OG_SEED_NEW + OG_SEAL_EXTRA;
	}
	u.recovery.id = 3;
	u.recovery.created = NOW;
	u.recovery.cost = (struct og_argon2){8, 1, 1};
	u.recovery.issued = 1;
	u.recovery.n = 1;
	u.recovery.codes[0].number = 1;
	og_session_add(&u, id, &proof, "192.0.2.1", "Tester", NOW);
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
}

static size_t
size_of(const char *name)
{
	struct stat st = file_stat(in_folder(name));

	return (size_t)st.st_size;
}

static void
copy_file(const char *from, const char *to, size_t len)
{
	char *buf = malloc(len + 1);
	int fd = open(in_folder(from), O_RDONLY);

	ck_assert_int_eq(read(fd, buf, len), (ssize_t)len);
	close(fd);
	file_put(in_folder(to), 0600, buf, len);
	free(buf);
}

/* Changes one byte of the last occurrence of "text". */
static void
spoil(const char *text)
{
	char buf[32768], *hit = NULL, *p = buf;
	size_t n = size_of("users");
	int fd = open(in_folder("users"), O_RDWR);

	ck_assert_uint_lt(n, sizeof(buf));
	ck_assert_int_eq(read(fd, buf, n), (ssize_t)n);
	while (
	    (p = memmem(p, n - (size_t)(p - buf), text, strlen(text))) != NULL)
		hit = p++;
	ck_assert_ptr_nonnull(hit);
	*hit ^= 1;
	ck_assert_int_eq(pwrite(fd, hit, 1, hit - buf), 1);
	close(fd);
}

START_TEST(counts_a_last_line_that_lost_its_newline)
{
	struct og_store *s = fresh();
	struct og_user u;

	add(s, "alice");
	add(s, "bob");
	og_store_free(&s);
	ck_assert_int_eq(
	    truncate(in_folder("users"), (off_t)size_of("users") - 1), 0);
	s = again();
	get(s, "alice", &u);
	ck_assert_ok(og_user_set_email(&u, "a@example.org"));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	og_store_free(&s);
	s = again();
	get(s, "alice", &u);
	ck_assert_str_eq(u.email, "a@example.org");
	get(s, "bob", &u);
	ck_assert_ok(og_filestore_check(
	    in_folder("users"), NULL, NULL, NULL, NULL, NULL));
	og_store_free(&s);
}
END_TEST

START_TEST(refuses_a_stale_change_after_such_a_line)
{
	struct og_store *s = fresh();
	struct og_user old, u;

	add(s, "alice");
	get(s, "alice", &old);
	u = old;
	ck_assert_ok(og_user_set_email(&u, "new@example.org"));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	og_store_free(&s);
	ck_assert_int_eq(
	    truncate(in_folder("users"), (off_t)size_of("users") - 1), 0);
	s = again();
	ck_assert_err(store_user(s, &old, OG_SYNCED), OG_ERR_CONFLICT);
	og_store_free(&s);
}
END_TEST

START_TEST(restores_a_backup_without_what_was_spent)
{
	struct og_store *s = fresh(), *running = again();
	struct og_user before, u;
	struct og_filestore_restored back;

	add_full(s, "alice");
	copy_file("users", "backup", size_of("users"));
	get(s, "alice", &before);
	before.authenticators[0].moving_factor = NOW / 30;
	before.authenticators[1].moving_factor = 13;
	ck_assert_ok(store_user(s, &before, OG_SYNCED));
	get(s, "alice", &before);
	og_store_free(&s);
	ck_assert_ok(og_filestore_restore(in_folder("users"),
	    in_folder("backup"), &how, &back, NULL, NULL, NULL));
	ck_assert_uint_eq(back.restored, 1);
	get(running, "alice", &u);
	ck_assert_uint_gt(u.version, before.version);
	ck_assert_uint_gt(u.authenticators[0].moving_factor, NOW / 30);
	ck_assert_uint_gt(u.authenticators[1].moving_factor, 13);
	ck_assert_uint_eq(u.recovery.n, 0);
	ck_assert_uint_eq(u.n_sessions, 0);
	ck_assert_ok(store_user(running, &u, OG_SYNCED));
	og_store_free(&running);
}
END_TEST

START_TEST(keeps_recovery_codes_only_when_told)
{
	struct og_restore keep = how;
	struct og_store *s = fresh();
	struct og_user u;
	struct og_filestore_restored back;

	keep.keep_codes = true;
	add_full(s, "alice");
	copy_file("users", "backup", size_of("users"));
	ck_assert_ok(og_filestore_restore(in_folder("users"),
	    in_folder("backup"), &keep, &back, NULL, NULL, NULL));
	get(s, "alice", &u);
	ck_assert_uint_eq(u.recovery.n, 1);
	og_store_free(&s);
}
END_TEST

START_TEST(restores_over_a_damaged_or_missing_database)
{
	struct og_store *s = fresh();
	struct og_user u;
	struct og_filestore_restored back;

	add_full(s, "alice");
	copy_file("users", "backup", size_of("users"));
	og_store_free(&s);
	file_puts(in_folder("users"), 0600, "rubbish\n");
	ck_assert_ok(og_filestore_restore(in_folder("users"),
	    in_folder("backup"), &how, &back, NULL, NULL, NULL));
	s = again();
	get(s, "alice", &u);
	og_store_free(&s);
	ck_assert_int_eq(unlink(in_folder("users")), 0);
	ck_assert_ok(og_filestore_restore(in_folder("users"),
	    in_folder("backup"), &how, &back, NULL, NULL, NULL));
	s = again();
	get(s, "alice", &u);
	og_store_free(&s);
}
END_TEST

START_TEST(refuses_a_backup_that_is_damaged)
{
	struct og_store *s = fresh();
	struct og_why why = {""};
	struct og_user u;
	struct og_filestore_restored back;

	add_full(s, "alice");
	copy_file("users", "good", size_of("users"));
	spoil("name=alice");
	ck_assert_int_eq(rename(in_folder("users"), in_folder("backup")), 0);
	ck_assert_int_eq(rename(in_folder("good"), in_folder("users")), 0);
	ck_assert_err(og_filestore_restore(in_folder("users"),
			  in_folder("backup"), &how, &back, NULL, NULL, &why),
	    OG_ERR_DAMAGED);
	ck_assert_ptr_nonnull(strstr(why.text, "--repair"));
	get(s, "alice", &u);
	ck_assert_uint_eq(u.n_sessions, 1);
	og_store_free(&s);
}
END_TEST

struct fates {
	int kept, unsure, older, lost;
};

static void
count_fate(
    uint64_t id, const char *name, enum og_filestore_fate fate, void *arg)
{
	struct fates *f = arg;

	(void)id;
	(void)name;
	f->kept += fate == OG_FATE_KEPT;
	f->unsure += fate == OG_FATE_UNSURE;
	f->older += fate == OG_FATE_OLDER;
	f->lost += fate == OG_FATE_LOST;
}

START_TEST(repairs_into_a_copy_and_disables_whom_damage_names)
{
	struct og_store *s = fresh();
	struct fates f = {0};
	struct og_user u;
	size_t size;

	add_full(s, "alice");
	add_full(s, "bob");
	get(s, "bob", &u);
	ck_assert_ok(og_user_set_email(&u, "b@example.org"));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	og_store_free(&s);
	spoil("email=b@");
	size = size_of("users");
	ck_assert_ok(og_filestore_repair(in_folder("users"), in_folder("copy"),
	    &how, count_fate, NULL, &f, NULL));
	ck_assert_uint_eq(size_of("users"), size);
	ck_assert_int_eq(f.kept, 1);
	ck_assert_int_eq(f.older, 1);
	ck_assert_err(og_filestore_repair(in_folder("users"), in_folder("copy"),
			  &how, count_fate, NULL, &f, NULL),
	    OG_ERR_EXISTS);
	ck_assert_int_eq(rename(in_folder("copy"), in_folder("users")), 0);
	s = again();
	get(s, "alice", &u);
	ck_assert(!u.disabled);
	ck_assert_uint_eq(u.n_sessions, 1);
	get(s, "bob", &u);
	ck_assert(u.disabled);
	ck_assert_uint_eq(u.n_sessions, 0);
	ck_assert_uint_gt(u.authenticators[0].moving_factor, NOW / 30);
	og_store_free(&s);
}
END_TEST

START_TEST(makes_everybody_before_an_unreadable_line_safe)
{
	struct og_store *s = fresh();
	struct fates f = {0};
	struct og_user u;

	add_full(s, "alice");
	og_store_free(&s);
	{
		int fd = open(in_folder("users"), O_WRONLY | O_APPEND);

		ck_assert_int_eq(write(fd, "rubbish\n", 8), 8);
		close(fd);
	}
	s = again();
	ck_assert_err(og_store_get_name(s, "alice", &u), OG_ERR_DAMAGED);
	og_store_free(&s);
	ck_assert_ok(og_filestore_repair(in_folder("users"), in_folder("copy"),
	    &how, count_fate, NULL, &f, NULL));
	ck_assert_int_eq(f.unsure, 1);
	ck_assert_int_eq(rename(in_folder("copy"), in_folder("users")), 0);
	s = again();
	get(s, "alice", &u);
	ck_assert(!u.disabled);
	ck_assert_uint_eq(u.n_sessions, 0);
	og_store_free(&s);
}
END_TEST

/* --- a backup beside the present database --- */

struct coming {
	unsigned fates[OG_BACK_LOST + 1];
	unsigned renamed, doubted, disabled;
};

static void
count_coming(const struct og_filestore_coming *c, void *arg)
{
	struct coming *n = arg;

	n->fates[c->fate]++;
	n->renamed += c->renamed;
	n->doubted += c->doubted;
	n->disabled += c->next != NULL && c->next->disabled;
	ck_assert((c->next == NULL) ==
		  (c->fate == OG_BACK_OUT || c->fate == OG_BACK_LOST));
	ck_assert(
	    c->fate != OG_BACK_BOTH || (c->then != NULL && c->now != NULL));
}

/* Tells what would be, sees that nothing was changed by it, and does it. */
static void
bring(const struct og_restore *by, struct coming *n)
{
	struct og_filestore_restored said, back;
	struct stat before, after;

	memset(n, 0, sizeof(*n));
	before = file_stat(in_folder("users"));
	ck_assert_ok(og_filestore_weigh(in_folder("users"), in_folder("backup"),
	    by, count_coming, NULL, n, &said, NULL));
	after = file_stat(in_folder("users"));
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	ck_assert_int_eq(before.st_size, after.st_size);
	ck_assert_ok(og_filestore_restore(in_folder("users"),
	    in_folder("backup"), by, &back, NULL, NULL, NULL));
	ck_assert_uint_eq(said.restored, back.restored);
	ck_assert_uint_eq(said.kept, back.kept);
	ck_assert_uint_eq(said.out, back.out);
	ck_assert_uint_eq(said.lost, back.lost);
	ck_assert_ok(og_filestore_check(
	    in_folder("users"), NULL, NULL, NULL, NULL, NULL));
}

static void
change(struct og_store *s, const char *name, bool removed)
{
	struct og_change c = {.remove = removed};
	struct og_user u;

	get(s, name, &u);
	u.disabled = true;
	c.user = &u;
	c.expected = u.version;
	ck_assert_ok(og_store_put(s, &c, 1, OG_SYNCED));
}

/* alice is disabled, bob removed and carol enrolled since the backup; dave is
 * as he was. */
static struct og_store *
three_changes(void)
{
	struct og_store *s = fresh();

	add_full(s, "alice");
	add_full(s, "bob");
	add_full(s, "dave");
	copy_file("users", "backup", size_of("users"));
	change(s, "alice", false);
	change(s, "bob", true);
	add_full(s, "carol");
	return s;
}

START_TEST(lets_nobody_in_again_who_was_shut_out)
{
	struct og_store *s = three_changes();
	struct coming n;
	struct og_user u;

	bring(&how, &n);
	ck_assert_uint_eq(n.fates[OG_BACK_BOTH], 2);
	ck_assert_uint_eq(n.fates[OG_BACK_KEPT], 1);
	ck_assert_uint_eq(n.fates[OG_BACK_OUT], 1);
	get(s, "alice", &u);
	ck_assert(u.disabled);
	get(s, "dave", &u);
	ck_assert(!u.disabled);
	ck_assert_uint_eq(u.n_sessions, 0);
	get(s, "carol", &u);
	ck_assert_uint_eq(u.n_sessions, 1); /* nothing of hers is old */
	ck_assert_err(og_store_get_name(s, "bob", &u), OG_ERR_NOTFOUND);
	og_store_free(&s);
}
END_TEST

START_TEST(brings_the_removed_back_disabled_when_told)
{
	struct og_restore all = how;
	struct og_store *s = three_changes();
	struct og_user u;
	struct coming n;

	all.removed = true;
	bring(&all, &n);
	ck_assert_uint_eq(n.fates[OG_BACK_RETURNED], 1);
	get(s, "bob", &u);
	ck_assert(u.disabled);
	og_store_free(&s);
}
END_TEST

START_TEST(tells_damage_from_removal)
{
	struct og_store *s = three_changes();
	struct og_user u;
	struct coming n;
	int fd;

	og_store_free(&s);
	fd = open(in_folder("users"), O_WRONLY | O_APPEND);
	ck_assert_int_eq(write(fd, "rubbish\n", 8), 8);
	close(fd);
	bring(&how, &n);
	ck_assert_uint_eq(n.fates[OG_BACK_UNSURE], 1);
	ck_assert_uint_eq(n.doubted, 3);
	s = again();
	get(s, "bob", &u);
	ck_assert(u.disabled);
	get(s, "dave", &u);
	ck_assert(!u.disabled);
	get(s, "alice", &u);
	ck_assert(u.disabled);
	get(s, "carol", &u);
	ck_assert_uint_eq(u.n_sessions, 0); /* may be old: made safe */
	og_store_free(&s);
}
END_TEST

START_TEST(disables_whose_newest_record_is_damaged)
{
	struct og_store *s = three_changes();
	struct og_user u;
	struct coming n;

	get(s, "dave", &u);
	ck_assert_ok(og_user_set_email(&u, "d@example.org"));
	ck_assert_ok(store_user(s, &u, OG_SYNCED));
	og_store_free(&s);
	spoil("email=d@");
	bring(&how, &n);
	ck_assert_uint_eq(n.fates[OG_BACK_UNSURE], 1);
	ck_assert_uint_eq(n.fates[OG_BACK_OUT], 1);
	s = again();
	get(s, "dave", &u);
	ck_assert(u.disabled);
	get(s, "carol", &u);
	ck_assert(!u.disabled);
	og_store_free(&s);
}
END_TEST

START_TEST(says_who_is_lost)
{
	struct og_store *s = three_changes();
	struct coming n;

	og_store_free(&s);
	spoil("name=carol");
	bring(&how, &n);
	ck_assert_uint_eq(n.fates[OG_BACK_LOST], 1);
}
END_TEST

/* A database that has nothing to do with the backup, and an alice of its own.
 */
START_TEST(takes_an_unrelated_database_for_no_removal)
{
	struct og_store *s = three_changes();
	struct og_user u;
	struct coming n;

	og_store_free(&s);
	ck_assert_int_eq(unlink(in_folder("users")), 0);
	s = fresh();
	add(s, "alice");
	og_store_free(&s);
	bring(&how, &n);
	ck_assert_uint_eq(n.fates[OG_BACK_NEW], 3);
	ck_assert_uint_eq(n.fates[OG_BACK_KEPT], 1);
	ck_assert_uint_eq(n.renamed, 1);
	ck_assert_uint_eq(n.disabled, 1);
	s = again();
	get(s, "alice", &u);
	ck_assert_uint_eq(u.n_authenticators, 0);
	get(s, "bob", &u);
	ck_assert(!u.disabled);
	og_store_free(&s);
}
END_TEST

START_TEST(says_when_nothing_was_compared)
{
	struct og_filestore_restored back;
	struct og_store *s = three_changes();

	og_store_free(&s);
	file_puts(in_folder("users"), 0600, "rubbish\n");
	ck_assert_ok(og_filestore_weigh(in_folder("users"), in_folder("backup"),
	    &how, NULL, NULL, NULL, &back, NULL));
	ck_assert(!back.compared);
	ck_assert_ptr_nonnull(strstr(back.why.text, "users"));
	ck_assert_int_eq(unlink(in_folder("users")), 0);
	ck_assert_ok(og_filestore_weigh(in_folder("users"), in_folder("backup"),
	    &how, NULL, NULL, NULL, &back, NULL));
	ck_assert(!back.compared);
	ck_assert_uint_eq(back.restored, 3);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("restore");
	Suite *s = suite_create("filestore_restore");

	folder_use(tc);
	tcase_add_test(tc, counts_a_last_line_that_lost_its_newline);
	tcase_add_test(tc, refuses_a_stale_change_after_such_a_line);
	tcase_add_test(tc, restores_a_backup_without_what_was_spent);
	tcase_add_test(tc, keeps_recovery_codes_only_when_told);
	tcase_add_test(tc, restores_over_a_damaged_or_missing_database);
	tcase_add_test(tc, refuses_a_backup_that_is_damaged);
	tcase_add_test(tc, repairs_into_a_copy_and_disables_whom_damage_names);
	tcase_add_test(tc, makes_everybody_before_an_unreadable_line_safe);
	tcase_add_test(tc, lets_nobody_in_again_who_was_shut_out);
	tcase_add_test(tc, brings_the_removed_back_disabled_when_told);
	tcase_add_test(tc, tells_damage_from_removal);
	tcase_add_test(tc, disables_whose_newest_record_is_damaged);
	tcase_add_test(tc, says_who_is_lost);
	tcase_add_test(tc, takes_an_unrelated_database_for_no_removal);
	tcase_add_test(tc, says_when_nothing_was_compared);
	suite_add_tcase(s, tc);
	return check_main(s);
}
