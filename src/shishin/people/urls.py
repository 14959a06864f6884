"""Where pages of people are."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from shishin.people.views import account, claims, managing, organizations, people, posts

app_name = "people"

ORGANIZATIONS = "manage/organizations/"
PEOPLE = "manage/people/"
POSTS = "manage/posts/"
ROLES = "manage/roles/"
CLAIMS = "manage/links-from-others/"

urlpatterns = [
    # /account/
    path("account/", account.account, name="account"),
    path("account/language/", account.language, name="language"),
    path("account/sessions/", account.leave_elsewhere, name="leave-elsewhere"),
    path("account/filters/add/", account.save_filter, name="save-filter"),
    path("account/filters/remove/", account.remove_filters, name="remove-filters"),
    path("account/new-address/withdraw/", account.keep_address, name="keep-address"),
    path("account/new-address/<str:token>/", account.confirm, name="confirm-address"),
    path("invitations/<str:token>/", account.accept, name="accept"),
    # Mail addresses are kept by those who keep people, so that nobody claims another's.
    path("accounts/email/", RedirectView.as_view(pattern_name="people:account"), name="no-own-mail"),
    # /manage/
    path("manage/", managing.manage, name="manage"),
    path("manage/data/", managing.data_file, name="data-file"),
    # /manage/organizations/
    path(ORGANIZATIONS, organizations.organizations, name="organizations"),
    path(f"{ORGANIZATIONS}add/", organizations.add, name="add-organization"),
    path(f"{ORGANIZATIONS}<slug:slug>/", organizations.organization, name="organization"),
    path(f"{ORGANIZATIONS}<slug:slug>/rename/", organizations.rename, name="rename-organization"),
    path(f"{ORGANIZATIONS}<slug:slug>/change/", organizations.change, name="change-organization"),
    path(f"{ORGANIZATIONS}<slug:slug>/move/", organizations.move, name="move-organization"),
    path(f"{ORGANIZATIONS}<slug:slug>/abolish/", organizations.abolish, name="abolish-organization"),
    path(f"{ORGANIZATIONS}download/<str:format>/", organizations.organizations_sheet, name="organizations-sheet"),
    # /manage/people/
    path(PEOPLE, people.people, name="people"),
    path(f"{PEOPLE}invite/", people.invite_somebody, name="invite"),
    path(f"{PEOPLE}invite/list/", people.invite_from_list, name="invite-from-list"),
    path(f"{PEOPLE}invite/list/<str:format>/", people.list_template, name="invite-template"),
    path(f"{PEOPLE}<uuid:uuid>/", people.person, name="person"),
    path(f"{PEOPLE}<uuid:uuid>/invite/", people.invite_once_more, name="invite-again"),
    path(f"{PEOPLE}<uuid:uuid>/change/", people.change, name="change-person"),
    path(f"{PEOPLE}<uuid:uuid>/rename/", people.rename, name="rename-person"),
    path(f"{PEOPLE}<uuid:uuid>/appoint/", people.appoint_person, name="appoint-person"),
    path(f"{PEOPLE}<uuid:uuid>/deactivate/", people.switch_off, name="deactivate"),
    path(f"{PEOPLE}<uuid:uuid>/reactivate/", people.switch_on, name="reactivate"),
    path(f"{PEOPLE}<uuid:uuid>/ownership/", people.ownership, name="ownership"),
    # /manage/posts/
    path(POSTS, posts.posts, name="posts"),
    path(f"{POSTS}add/", posts.add_a_post, name="add-post"),
    path(f"{POSTS}<slug:slug>/", posts.post, name="post"),
    path(f"{POSTS}<slug:slug>/rename/", posts.rename_a_post, name="rename-post"),
    path(f"{POSTS}<slug:slug>/abolish/", posts.abolish_a_post, name="abolish-post"),
    path(f"{POSTS}<slug:slug>/appoint/", posts.appoint_to_post, name="appoint"),
    path(f"{POSTS}download/<str:format>/", posts.posts_sheet, name="posts-sheet"),
    path("manage/appointments/<uuid:uuid>/end/", posts.end, name="end-appointment"),
    # /manage/links-from-others/
    path(CLAIMS, claims.claims, name="claims"),
    path(f"{CLAIMS}<uuid:uuid>/agree/", claims.agree_to_one, name="agree-to-claim"),
    path(f"{CLAIMS}<uuid:uuid>/agree-to-all/", claims.agree_to_all_of_it, name="agree-to-all-claims"),
    path(f"{CLAIMS}<uuid:uuid>/end/", claims.end, name="end-claim"),
    # /manage/roles/
    path(ROLES, posts.roles, name="roles"),
    path(f"{ROLES}add/", posts.add_a_role, name="add-role"),
    path(f"{ROLES}<slug:slug>/", posts.role, name="role"),
    path(f"{ROLES}<slug:slug>/rename/", posts.rename_a_role, name="rename-role"),
    path(f"{ROLES}<slug:slug>/abilities/", posts.change_role_abilities, name="change-abilities"),
    path(f"{ROLES}<slug:slug>/remove/", posts.remove_a_role, name="remove-role"),
]
