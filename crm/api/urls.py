"""Addresses of HubSpot's CRM API, as its clients know them: no slash at the end (owners and lists excepted)."""

from django.urls import path, re_path

from crm.api.views import associations, batches, lists, memberships, objects, owners, pipelines, properties, search

OBJECTS = "crm/v3/objects/<str:kind>"
OF_RECORD = "crm/v4/objects/<str:kind>/<str:key>/associations"
OF_KINDS = "crm/v4/associations/<str:kind>/<str:other>"
PROPERTIES = "crm/v3/properties/<str:kind>"
LISTS = "crm/v3/lists"
MEMBERS = f"{LISTS}/<str:list_id>/memberships"
PIPELINE = "crm/v3/pipelines/<str:kind>/<str:pipeline_id>"

urlpatterns = [
    path(OBJECTS, objects.Objects.as_view()),
    path(f"{OBJECTS}/search", search.SearchObjects.as_view()),
    path(f"{OBJECTS}/merge", objects.MergeContacts.as_view()),
    path(f"{OBJECTS}/gdpr-delete", objects.EraseContact.as_view()),
    path(f"{OBJECTS}/batch/read", batches.ReadBatch.as_view()),
    path(f"{OBJECTS}/batch/create", batches.CreateBatch.as_view()),
    path(f"{OBJECTS}/batch/update", batches.UpdateBatch.as_view()),
    path(f"{OBJECTS}/batch/upsert", batches.UpsertBatch.as_view()),
    path(f"{OBJECTS}/batch/archive", batches.ArchiveBatch.as_view()),
    path(f"{OBJECTS}/<str:key>", objects.Object.as_view()),
    path(f"{OF_RECORD}/default/<str:other>/<str:other_key>", associations.DefaultAssociation.as_view()),
    path(f"{OF_RECORD}/<str:other>", associations.Associations.as_view()),
    path(f"{OF_RECORD}/<str:other>/<str:other_key>", associations.Association.as_view()),
    path(f"{OF_KINDS}/batch/read", associations.ReadAssociations.as_view()),
    path(f"{OF_KINDS}/batch/create", associations.CreateAssociations.as_view()),
    path(f"{OF_KINDS}/batch/associate/default", associations.CreateDefaultAssociations.as_view()),
    path(f"{OF_KINDS}/batch/archive", associations.ArchiveAssociations.as_view()),
    path(f"{OF_KINDS}/labels", associations.AssociationTypes.as_view()),
    path(PROPERTIES, properties.Properties.as_view()),
    path(f"{PROPERTIES}/groups", properties.PropertyGroups.as_view()),
    path(f"{PROPERTIES}/batch/read", properties.ReadProperties.as_view()),
    path(f"{PROPERTIES}/batch/create", properties.CreateProperties.as_view()),
    path(f"{PROPERTIES}/batch/archive", properties.ArchiveProperties.as_view()),
    path(f"{PROPERTIES}/<str:name>", properties.Property.as_view()),
    path("crm/v3/pipelines/<str:kind>", pipelines.Pipelines.as_view()),
    path(PIPELINE, pipelines.OnePipeline.as_view()),
    path(f"{PIPELINE}/stages", pipelines.Stages.as_view()),
    path(f"{PIPELINE}/stages/<str:stage_id>", pipelines.OneStage.as_view()),
    re_path(rf"^{LISTS}/?$", lists.Lists.as_view()),
    path(f"{LISTS}/search", lists.SearchLists.as_view()),
    path(f"{LISTS}/object-type-id/<str:object_type_id>/name/<path:list_name>", lists.ListNamed.as_view()),
    path(f"{LISTS}/records/<str:object_type_id>/<str:record_id>/memberships", memberships.ListsOfRecord.as_view()),
    path(f"{LISTS}/<str:list_id>", lists.OneList.as_view()),
    path(f"{LISTS}/<str:list_id>/restore", lists.RestoreList.as_view()),
    path(f"{LISTS}/<str:list_id>/update-list-name", lists.RenameList.as_view()),
    path(f"{LISTS}/<str:list_id>/update-list-filters", lists.ChangeListFilters.as_view()),
    path(MEMBERS, memberships.Members.as_view()),
    path(f"{MEMBERS}/join-order", memberships.MembersByJoining.as_view()),
    path(f"{MEMBERS}/add", memberships.AddMembers.as_view()),
    path(f"{MEMBERS}/remove", memberships.RemoveMembers.as_view()),
    path(f"{MEMBERS}/add-and-remove", memberships.ChangeMembers.as_view()),
    path(f"{MEMBERS}/add-from/<str:source_list_id>", memberships.AddMembersFrom.as_view()),
    re_path(r"^crm/v3/owners/?$", owners.Owners.as_view()),
    path("crm/v3/owners/<int:owner_id>", owners.Owner.as_view()),
]
