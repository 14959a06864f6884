"""Sixty queries as officials and residents type them: each finds what a person finds by reading the examples, or says what is near."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from shishin.councils.default_data import load_default_data as load_standing_orders
from shishin.demo.loading import load_demo
from shishin.kit.tests.drawing import one_line
from shishin.people.default_data import load_default_data

pytestmark = pytest.mark.django_db

# The language of the page, what was typed, and what stands on top of the answer: clauses by their key (at most three), documents by
# their address (as @…), or, where nothing was found, the queries that the page leads to instead (as →…).
EVERYDAY = """
ja | ユーザテスト | @tokyo-user-test-guideline try-test c1-systems c9-systems
ja | ユーザーのテスト | try-test c1-systems c9-systems
ja | 利用者テスト | @tokyo-user-test-guideline try-test c1-systems c9-systems
ja | 保育の申込 | c1-example
ja | 保育園の申し込み | c1-example
ja | 申し込み | c1-example speedy speedy-progress
ja | 申込みの期限 | →申込み; →期限
ja | 申請の途中でやめる | c9-example
ja | 申請途中でやめた人 | c9-example
ja | 申請書 | purpose-what writing-fields
ja | 添付書類をなくす | →添付書類; →なくす
ja | 同じことを二度書かせない | c2-4
ja | 手続き | @tokyo-qos-guideline c2 c2-background c2-1
ja | 手續 | @tokyo-qos-guideline listen-three purpose c1
ja | 取り扱い | @ds-910 c5-systems class-owner
ja | 個人情報の取り扱い | c5-systems
ja | 情報の漏洩 | c5-background
ja | 個人情報漏洩 | →個人情報; →情報 漏洩; →個人 情報; →個人
ja | 漏えいが起きたとき | →漏えい; →起きた
ja | わかりやすい文章 | →わかりやすい; →文章
ja | 分かりやすい | mission practice-listen
ja | 障がいのある人 | c3-2 plan-diverse
ja | 障がい者 | c3-2 plan-diverse
ja | 高齢者 | c3-2 plan-diverse
ja | 外国人向けの案内 | →案内
ja | やさしい日本語 | c3-4 c3-example c3-systems
ja | 易しい日本語 | c3-4 c3-example c3-systems
ja | スマホの使い方 | c3-systems
ja | スマホ | purpose mission c1-example
ja | サーバーの管理 | build-managed
ja | クラウドサービスの利用 | req-cloud about-first
ja | パスワードの使い回し | →パスワード
ja | ＤＳ－１００ | @ds-100
ja | DS100 | @ds-100
ja | ds 202 | @ds-202; →ds
ja | DS910 | @ds-910 use-input
ja | jisx8341-3 | c3-1 req-accessibility
ja | 國の方針 | about c3-systems org-council
ja | アクセシビリテイ | @ds-671-2 c3-systems
ja | アクセシビリチィ | →アクセシビリティ
ja | アクセシビリティの試験 | c3-systems
ja | ウェブのアクセシビリティ | c3-systems
ja | AIの利用ルール | org-caio about-aim org-caio
ja | 生成AIに個人情報を入力してよいか | →生成ai; →個人情報
ja | 人工知能 | @tokyo-generative-ai-guideline purpose-aim measure-ai org-caio
ja | オープンソースの公開 | c7-systems c8-systems
ja | ソースコードを公開したい | c8-background
ja | データの公開方法 | c4 c4-3 c4-dont
ja | オープンデーター | c4-systems open-catalogue
ja | データの更新時期 | c4-3
ja | 表を画像で公開 | c4-dont
ja | 進捗の公開 | c7-1 c7-systems ideas-publish
ja | パブコメ | c8-systems g-opinions ds-status
ja | 意見公募の結果 | c8-systems
ja | 職員研修 | people-training use-training
ja | 勉強会 | c10-example c10-2 c10-systems
ja | 見積もり | finance-cloud budget-basis budget-actual
ja | 事故の連絡 | c5-4
ja | 誰一人取り残さない | c3
ja | 使い方が分からないときの問い合せ先 | →使い方; →分からない; →問い合せ先
ja | インシデント対応 | →インシデント; →対応
ja | 調達の仕様書 | proc-opinions papers-list
en | guidlines | →guidelines; →guideline
en | accessability | @ds-671-2 c3-systems
en | accessibility testing | c3-systems
en | published drafts | proc-opinions g-drafts g-opinions
en | how to publish source code | c7-4
en | publishing | @tokyo-oss-guideline publish c4-dont care-roles
en | generative AI personal data | →generative ai; →ai personal; →personal data; →generative
en | disabled users | proc-people
en | old people | c3-2 plan-diverse
en | leaked information | c5-background
en | what to do when data leaks | →data; →leaks
en | user testing | @tokyo-user-test-guideline try-test c1-systems c9-systems
en | organisations | team scope-organizations organization
en | source-code | c7-4 c8-background aim-why
en | open data licence | →open data; →open; →data; →licence
en | asking for the same information twice | →same information; →asking; →same; →information
en | DS100 | @ds-100
en | security incident | c5-systems c5
"""


def answers(client, query: str) -> list[str]:
    page = one_line(client.get("/search/", {"q": query}).content.decode())
    named, _, rest = page.partition('id="found"') if 'id="named"' in page else ("", "", page)
    documents = [f"@{slug}" for slug in re.findall(r'<h3 class="list-title"> ?<a href="/guidelines/([^/"]+)/">', named)]
    clauses = re.findall(r'<h3 class="list-title"> ?<a href="/guidelines/[^/"]+/clauses/([^/"]+)/', rest)
    ways = [f"→{query}" for query in re.findall(r'<a href="\?q=[^"]*">([^<]*) \(\d[^<]*\)</a>', rest)] if not clauses else []
    return documents[:1] + clauses[:3] + ways[:4]


def test_sixty_everyday_queries_find_what_a_person_finds_by_reading(client):
    load_default_data()
    load_standing_orders()
    load_demo()
    lines = [line.split(" | ") for line in EVERYDAY.strip().splitlines()]
    wrong = []
    for language, query, expected in lines:
        with translation.override(language):
            client.cookies["language"] = language
            found = answers(client, query)
        if " ".join(found).replace(" →", "; →") != expected:
            wrong.append(f"{language} | {query} | {' '.join(found).replace(' →', '; →')}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert len(lines) >= 60
