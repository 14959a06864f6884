"""A secretariat writes the next edition on one screen per chapter: two people on one clause, what was typed comes back, undo, steps, reasons."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from journeys.conftest import Comes, Keeps, in_both_languages, scrolls_sideways

TEXT = "# 受付 {#reception}\n\n窓口で受ける。記録を残す。\n\n期限を守る。\n\n# 公開 {#publication}\n\n結果を公開する。\n"
BODY = "textarea[name=body]"


def start(page: Page, address: str, *, text: str = TEXT) -> str:
    """A working edition; the address of its draft."""
    page.goto("/guidelines/import/")
    page.fill("[name=pasted]", text)
    page.fill("[name=slug]", address)
    page.fill("[name=title]", "受付の手引")
    page.locator("main form button.button").first.click()
    page.locator("button[name=accept]").click()
    page.wait_for_url(f"**/guidelines/{address}/1.0.0/")
    page.goto(f"/guidelines/{address}/1.0.0/start-next/")
    page.fill("[name=version]", "1.1.0")
    page.locator("main form button.button").last.click()
    page.wait_for_load_state()
    return f"/guidelines/{address}/1.1.0/draft/"


def open_clause(page: Page, key: str) -> None:
    """By a click on its words."""
    page.locator(f"#{key} .prose, #{key} h2, #{key} h3").first.click()
    expect(page.locator(f"#open #{key}")).to_be_visible()


def save(page: Page, body: str) -> None:
    page.fill(BODY, body)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


@in_both_languages
def test_a_draft_is_written_explained_and_undone(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor("tokyo-secretariat", language=language) as page:
        draft = start(page, f"written-{language}")
        page.goto(f"/guidelines/written-{language}/1.1.0/")
        page.locator(f"a.button[href='{draft}']").click()
        page.locator("ol.list .list-title a").first.click()
        open_clause(page, "reception")
        page.fill(BODY, "窓口とウェブで受ける。記録を残す。")
        expect(page.locator("#look ins").first).to_have_text("とウェブ")
        expect(page.locator("#look del").last).to_contain_text("期限を守る")
        keep_picture(page, kept_as.format("write"))
        page.keyboard.press("Control+s")
        expect(page.locator("#messages .callout-success")).to_be_visible()
        expect(page.locator("#reception")).to_contain_text("窓口とウェブで受ける。")
        expect(page.locator("#open")).to_have_count(0)

        page.locator(f"a[href='{draft}reasons/']").click()
        page.locator("textarea").first.fill("ウェブでも受けるため。")
        keep_picture(page, kept_as.format("reasons"))
        page.locator("main form button.button:not(.button-secondary)").click()
        page.wait_for_load_state()
        expect(page.locator("main")).to_contain_text("ウェブでも受けるため。")
        expect(page.locator("main textarea")).to_have_count(0)

        page.goto(draft)
        for _operation in range(2):
            page.locator("form[action$='/undo/'] button").click()
            page.wait_for_load_state()
        expect(page.locator("form[action$='/undo/']")).to_have_count(0)
        page.goto(f"{draft}clauses/reception/")
        expect(page.locator("#reception")).to_contain_text("期限を守る。")


def test_two_people_on_one_clause_lose_nothing(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as alice, visitor("tokyo-secretariat", language="en", javascript=False) as bob:
        clause = f"{start(alice, 'both')}clauses/reception/ja/"
        alice.goto(clause)
        bob.goto(clause)
        save(alice, "窓口で受ける。記録を残す。\n\n期限を必ず守る。")
        expect(alice.locator("#messages .callout-success")).to_be_visible()
        save(bob, "電話でも受ける。記録を残す。\n\n期限を守る。")

        expect(bob.locator(".compare")).to_contain_text("電話")
        expect(bob.locator(BODY)).to_have_value("電話でも受ける。記録を残す。\n\n期限を必ず守る。")
        bob.get_by_role("button", name="Save this text").click()
        bob.wait_for_load_state()

        alice.goto(clause)
        expect(alice.locator(BODY)).to_have_value("電話でも受ける。記録を残す。\n\n期限を必ず守る。")


def test_who_saves_second_is_shown_both_in_place(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as alice, visitor("tokyo-secretariat", language="en") as bob:
        clause = f"{start(alice, 'place')}clauses/reception/ja/"
        alice.goto(clause)
        bob.goto(clause)
        save(alice, "窓口で受ける。")
        expect(alice.locator("#messages .callout-success")).to_be_visible()
        save(bob, "電話で受ける。")

        expect(bob.locator("#open .compare")).to_contain_text("電話")
        expect(bob.locator("#publication")).to_be_visible()
        bob.get_by_role("button", name="Keep mine").click()
        expect(bob.locator("#reception")).to_contain_text("電話で受ける。")


def test_what_was_typed_comes_back_after_the_window_was_closed(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        clause = f"{start(page, 'kept')}clauses/reception/ja/"
        page.goto(clause)
        page.locator(BODY).press_sequentially("書きかけ")
        expect(page.locator("[data-kept]")).to_contain_text("Kept at", timeout=10_000)

    with visitor("tokyo-secretariat", language="en", javascript=False) as page:
        page.goto(clause)
        expect(page.locator(BODY)).to_have_value("窓口で受ける。記録を残す。\n\n期限を守る。")
        page.get_by_role("link", name="Take it").click()
        assert "書きかけ" in page.locator(BODY).input_value()


def test_who_goes_on_to_another_clause_has_saved_the_one_before(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        page.goto(f"{start(page, 'onward')}clauses/reception/ja/")
        page.fill(BODY, "窓口とウェブで受ける。")
        page.locator("#publication .prose").click()

        expect(page.locator("#open #publication")).to_be_visible()
        expect(page.locator("#reception")).to_contain_text("窓口とウェブで受ける。")
        expect(page.locator(BODY)).to_be_focused()


def test_a_chapter_is_written_by_keyboard_alone(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        draft = start(page, "keys")
        page.goto(f"{draft}clauses/reception/")
        page.keyboard.press("?")
        expect(page.locator("#keys dl")).to_be_visible()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        expect(page.locator("#open #publication")).to_be_visible()
        page.keyboard.press("Alt+Shift+ArrowUp")
        expect(page.locator(".written, #open").first).to_have_id("open")
        page.keyboard.press("Escape")
        expect(page.locator("#open")).to_have_count(0)
        expect(page.locator(".written").first).to_have_id("publication")
        expect(page.locator("#publication .written-open")).to_be_focused()

        page.goto(f"{draft}clauses/reception/split/?cut=1")
        page.locator("[name=heading_1_ja]").focus()
        page.keyboard.type("期限")
        page.keyboard.press("Enter")
        expect(page.locator(".written")).to_have_count(3)
        expect(page.locator(".clauses")).to_contain_text("期限")


def test_a_clause_is_split_at_the_cursor_by_keyboard_and_undone(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        draft = start(page, "cursor")
        page.goto(f"{draft}clauses/reception/ja/")
        body = page.locator(BODY)
        body.fill("窓口で受ける。𠮷野が記録を残す。\n\n期限を守る。")
        body.evaluate("(field) => { const at = field.value.indexOf('記録'); field.setSelectionRange(at, at); }")
        page.keyboard.press("Alt+Shift+Enter")

        expect(page.locator(".written, #open")).to_have_count(3)
        expect(body).to_have_value("記録を残す。\n\n期限を守る。")
        expect(body).to_be_focused()
        expect(page.locator(".written").first).to_contain_text("窓口で受ける。𠮷野が")
        page.keyboard.press("Control+Home")
        page.get_by_role("button", name="Split at the cursor").click()
        expect(page.locator("#writing [role=alert], #writing .error-summary")).to_contain_text("Put the cursor into the text")
        page.goto(draft)
        page.get_by_role("button", name="Undo").click()
        page.goto(f"{draft}clauses/reception/")
        expect(page.locator(".written")).to_have_count(2)
        expect(page.locator("#reception")).to_contain_text("𠮷野が記録を残す。")


def test_without_a_script_a_clause_is_split_on_its_page(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        draft = start(page, "page")
    with visitor("tokyo-secretariat", language="en", javascript=False) as page:
        page.goto(f"{draft}clauses/reception/ja/")
        expect(page.get_by_role("button", name="Split at the cursor")).to_be_hidden()
        page.get_by_role("button", name="Split", exact=True).click()
        page.wait_for_url(f"**{draft}clauses/reception/split/")


def compose(field: Locator, words: str) -> None:
    """As an input method does it: a word is composed letter by letter, then taken."""
    field.evaluate(
        """(field, words) => {
            const tell = (name, data) => field.dispatchEvent(new CompositionEvent(name, { data, bubbles: true }));
            tell("compositionstart", "");
            for (let at = 1; at <= words.length; at += 1) {
                field.dispatchEvent(new KeyboardEvent("keydown", { key: "Process", keyCode: 229, isComposing: true, bubbles: true }));
                tell("compositionupdate", words.slice(0, at));
                field.value = words.slice(0, at);
                field.dispatchEvent(new InputEvent("input", { isComposing: true, bubbles: true }));
            }
        }""",
        words,
    )


def test_nothing_is_sent_while_a_japanese_word_is_composed(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        page.goto(f"{start(page, 'composed')}clauses/reception/ja/")
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url.rstrip("/").rpartition("/")[2]) if request.method == "POST" else None)
        field = page.locator(BODY)
        field.focus()
        compose(field, "まどぐちとでんわ")
        field.evaluate(
            """(field) => ["Escape", "Enter", "s"].forEach((key) => field.dispatchEvent(
                new KeyboardEvent("keydown", { key, ctrlKey: key !== "Escape", isComposing: true, bubbles: true })))"""
        )
        page.wait_for_timeout(6_000)
        assert (sent, page.locator("#open").count()) == ([], 1)

        field.evaluate("(field) => field.dispatchEvent(new CompositionEvent('compositionend', { data: field.value, bubbles: true }))")
        expect(page.locator("#look")).to_contain_text("まどぐちとでんわ")
        expect(page.locator("[data-kept]")).to_contain_text("Kept at", timeout=10_000)
        assert sorted(set(sent)) == ["keep", "preview"]


FROM_WORD = """<p>一<b>二</b><img src=x></p><table><tr><td colspan=2>甲</td></tr><tr><td>乙</td><td>丙</td></tr></table>"""
PASTE = """(field, html) => {
    const data = new DataTransfer();
    data.setData("text/html", html);
    data.setData("text/plain", "平文");
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@in_both_languages
def test_a_table_is_made_merged_and_divided_by_keyboard_and_goes_back_into_the_text(
    visitor: Comes, keep_picture: Keeps, language: str, kept_as: str
):
    with visitor("tokyo-secretariat", language=language) as page:
        page.goto(f"{start(page, f'table-{language}')}clauses/publication/ja/")
        body = page.locator(BODY)
        body.press("Control+End")
        page.locator("[data-table]").press("Enter")
        expect(page.locator("#grid textarea")).to_have_count(6)
        page.keyboard.type("時期")
        page.keyboard.press("Alt+ArrowRight")
        page.keyboard.type("見る人")
        page.keyboard.press("Alt+ArrowDown")
        page.keyboard.type("課長 | **係長**")
        page.keyboard.press("Control+Enter")
        markdown = "結果を公開する。\n\n| 時期 | 見る人 |\n| --- | --- |\n|   | 課長 \\| **係長** |\n|   |   |"
        expect(body).to_have_value(markdown)

        body.evaluate("(field) => field.setSelectionRange(20, 20)")
        page.locator("[data-table]").press("Enter")
        page.keyboard.press("Alt+ArrowDown")
        page.keyboard.type("4月")
        page.locator("[data-do=merge-below]").press("Enter")
        keep_picture(page, kept_as.format("table"))
        page.keyboard.press("Control+Enter")
        expect(body).to_have_value(
            "結果を公開する。\n\n<table>\n<tr><th>時期</th><th>見る人</th></tr>\n"
            '<tr><td rowspan="2">4月</td><td>課長 | <strong>係長</strong></td></tr>\n<tr><td></td></tr>\n</table>'
        )
        expect(page.locator("#look td[rowspan='2']").first).to_have_text("4月")

        body.evaluate("(field) => field.setSelectionRange(20, 20)")
        page.locator("[data-table]").press("Enter")
        page.keyboard.press("Alt+ArrowDown")
        page.locator("[data-do=divide]").press("Enter")
        page.keyboard.press("Control+Enter")
        expect(body).to_have_value(markdown.replace("|   | 課長", "| 4月 | 課長"))


def test_what_is_pasted_from_word_keeps_its_form_and_what_goes_is_said(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        page.goto(f"{start(page, 'pasted')}clauses/publication/ja/")
        body = page.locator(BODY)
        body.press("Control+End")
        body.evaluate(PASTE, FROM_WORD)
        expect(page.locator("[data-pasted]")).to_have_text("1 picture was left out.")
        expect(body).to_have_value(
            '結果を公開する。\n\n一**二**\n\n<table>\n<tr><th colspan="2">甲</th></tr>\n<tr><td>乙</td><td>丙</td></tr>\n</table>'
        )
        body.press("Control+z")
        expect(body).to_have_value("結果を公開する。")


class Clicks:
    """Counts what a person does: each click, each choice from a list. Words are typed into what is focused and cost nothing."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, what: str | Locator) -> None:
        place = self.page.locator(what).first if isinstance(what, str) else what
        place.click()
        self.count += 1
        self.page.wait_for_load_state()

    def choose(self, what: str, value: str) -> None:
        self.page.select_option(what, value)
        self.count += 1


NINE = "".join(f"# 第{n}の決まり {{#rule-{n}}}\n\n{n}番めのことを行う。\n\n" for n in range(1, 10))


def test_nine_changes_from_starting_the_edition_to_adopting_it_take_few_clicks(visitor: Comes):
    """75 before there was one screen for a chapter, of them 24 for the reasons."""
    with visitor("tokyo-secretariat", language="en") as page:
        page.goto("/guidelines/import/")
        page.fill("[name=pasted]", NINE)
        page.fill("[name=slug]", "nine")
        page.fill("[name=title]", "九つの決まり")
        page.locator("main form button.button").first.click()
        page.locator("button[name=accept]").click()
        page.wait_for_url("**/guidelines/nine/1.0.0/")
        clicks = Clicks(page)

        clicks.on("a[href$='/1.0.0/start-next/']")
        page.fill("[name=version]", "1.1.0")
        clicks.on(page.locator("main form button.button").last)
        clicks.on("main a[href$='/1.1.0/draft/']")
        clicks.on("ol.list .list-title a")
        for n in range(1, 10):
            clicks.on(f"#rule-{n} .prose")
            expect(page.locator(f"#open #rule-{n}")).to_be_visible()
            expect(page.locator(BODY)).to_be_focused()
            page.keyboard.press("Control+End")
            page.keyboard.type("遅れたときは知らせる。")
        clicks.on(page.get_by_role("button", name="Save", exact=True))
        expect(page.locator("#open")).to_have_count(0)

        before = clicks.count
        clicks.on("a[href$='/draft/reasons/']")
        clicks.on("textarea")
        for n in range(1, 10):
            page.keyboard.type(f"{n}番めの理由。")
            page.locator("textarea[lang=ja]").nth(min(n, 8)).focus()  # by the tabulator
        clicks.on("main form button.button:not(.button-secondary)")
        assert clicks.count - before <= 8
        expect(page.locator("main")).to_contain_text("9番めの理由。")

        clicks.on(".breadcrumb a[href$='/1.1.0/draft/']")
        clicks.on("a.button[href$='/1.1.0/adopt/']")
        clicks.on("main a[href*='/manage/bodies/']")
        clicks.choose("[name=kind]", "decided")
        clicks.on("main form button.button:not(.button-secondary)")
        clicks.on("main form button[name=confirmed]")
        if page.locator("[name=in_force_from]").count() == 0:
            page.goto("/guidelines/nine/1.1.0/adopt/")
            clicks.count += 3  # back from the decision: the desk, the edition, adopting
        page.fill("[name=in_force_from]", "2026-04-01")
        clicks.on(page.locator("main form button.button").last)
        page.wait_for_url("**/guidelines/nine/1.1.0/")
        assert clicks.count <= 35, clicks.count


def test_the_screen_fits_a_telephone(visitor: Comes):
    with visitor("tokyo-secretariat", language="en", width=320) as page:
        draft = start(page, "narrow")
        for address in (
            "",
            "clauses/reception/",
            "clauses/reception/ja/",
            "clauses/reception/split/",
            "clauses/reception/drop/",
            "add/",
            "reasons/",
        ):
            page.goto(f"{draft}{address}")
            assert (address, scrolls_sideways(page)) == (address, False)
        page.goto(f"{draft}clauses/reception/ja/")
        page.locator("[data-table]").click()
        for act in ("column-after", "column-after", "merge-below"):
            page.locator(f"[data-do={act}]").click()
        page.locator("#grid textarea").first.fill("長い見出しの列" * 3)
        assert not scrolls_sideways(page)
        page.locator("[data-do=done]").click()
        expect(page.locator("#look td").first).to_be_visible()
        assert not scrolls_sideways(page)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator("#open")).to_have_count(0)
        page.goto(f"{draft}clauses/reception/")
        expect(page.locator("#reception table")).to_be_visible()
        assert not scrolls_sideways(page)


def test_nobody_else_gets_to_the_draft(visitor: Comes):
    with visitor("tokyo-secretariat", language="en") as page:
        draft = start(page, "closed")
    for login in ("tokyo-staff", "tokyo-auditor", "hinagata-secretariat"):
        with visitor(login, language="en") as page:
            answer = page.goto(draft)
            assert answer is not None
            assert (login, answer.status) == (login, 404)
