"""The pipeline of deals and its stages. Their words can be changed; which there are follows from Shopify's orders."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.api import bodies, shapes
from crm.api.kinds import kind_named
from crm.models import ObjectType, Pipeline, Stage
from crm.property_values import plain
from rest.errors import not_found
from rest.rendering import moment
from rest.views import ApiView, read

TAGS = ["Pipelines"]


class PipelineView(ApiView):
    """A view of the pipelines of deals."""

    scopes = {"GET": ("crm.objects.deals.read",), "PATCH": ("crm.schemas.deals.write",)}

    def pipeline(self, kind: str, pipeline_id: str) -> Pipeline:
        """A pipeline. Raises ApiError (404)."""
        found = next((one for one in pipelines(kind) if one.pk == pipeline_id), None)
        if found is None:
            raise not_found(f"There is no pipeline {pipeline_id}.", [pipeline_id])
        return found

    def stage(self, kind: str, pipeline_id: str, stage_id: str) -> Stage:
        """A stage of a pipeline. Raises ApiError (404)."""
        found = self.pipeline(kind, pipeline_id).stages.filter(pk=stage_id).first()
        if found is None:
            raise not_found(f"There is no stage {stage_id}.", [stage_id])
        return found


class Pipelines(PipelineView):
    """All pipelines."""

    @extend_schema(operation_id="list_pipelines", summary="List", responses=shapes.PipelineList, tags=TAGS)
    def get(self, request: Request, kind: str) -> Response:
        """Pipelines with their stages; only deals have any."""
        return Response({"results": [shown_pipeline(one) for one in pipelines(kind)]})


class OnePipeline(PipelineView):
    """One pipeline."""

    @extend_schema(operation_id="read_pipeline", summary="Read", responses=shapes.Pipeline, tags=TAGS)
    def get(self, request: Request, kind: str, pipeline_id: str) -> Response:
        """A pipeline with its stages."""
        return Response(shown_pipeline(self.pipeline(kind, pipeline_id)))

    @extend_schema(
        operation_id="update_pipeline",
        summary="Update",
        request=bodies.PipelineChanges,
        responses=shapes.Pipeline,
        tags=TAGS,
    )
    def patch(self, request: Request, kind: str, pipeline_id: str) -> Response:
        """Change the label or the place."""
        pipeline, body = self.pipeline(kind, pipeline_id), read(bodies.PipelineChanges, request.data)
        pipeline.label = body.get("label", pipeline.label)
        pipeline.display_order = body.get("displayOrder", pipeline.display_order)
        pipeline.save()
        return Response(shown_pipeline(pipeline))


class Stages(PipelineView):
    """The stages of a pipeline."""

    @extend_schema(operation_id="list_stages", summary="Stages", responses=shapes.StageList, tags=TAGS)
    def get(self, request: Request, kind: str, pipeline_id: str) -> Response:
        """Stages in their order."""
        return Response({"results": [shown_stage(one) for one in self.pipeline(kind, pipeline_id).stages.all()]})


class OneStage(PipelineView):
    """One stage."""

    @extend_schema(operation_id="read_stage", summary="Stage", responses=shapes.Stage, tags=TAGS)
    def get(self, request: Request, kind: str, pipeline_id: str, stage_id: str) -> Response:
        """A stage."""
        return Response(shown_stage(self.stage(kind, pipeline_id, stage_id)))

    @extend_schema(
        operation_id="update_stage",
        summary="Update a stage",
        request=bodies.PipelineChanges,
        responses=shapes.Stage,
        tags=TAGS,
    )
    def patch(self, request: Request, kind: str, pipeline_id: str, stage_id: str) -> Response:
        """Change the label (in every language) or the place."""
        stage, body = self.stage(kind, pipeline_id, stage_id), read(bodies.PipelineChanges, request.data)
        if "label" in body:
            stage.label = stage.label_fr = body["label"]
        stage.display_order = body.get("displayOrder", stage.display_order)
        stage.save()
        return Response(shown_stage(stage))


def pipelines(kind: str) -> list[Pipeline]:
    """The pipelines of a kind with their stages; two queries."""
    if kind_named(kind).object_type != ObjectType.DEAL:
        return []
    return list(Pipeline.objects.prefetch_related("stages"))


def shown_pipeline(pipeline: Pipeline) -> dict[str, Any]:
    """A pipeline in HubSpot's form."""
    return {
        "id": pipeline.pk,
        "label": pipeline.label,
        "displayOrder": pipeline.display_order,
        "stages": [shown_stage(stage) for stage in pipeline.stages.all()],
        "createdAt": moment(pipeline.created_at),
        "updatedAt": moment(pipeline.updated_at),
        "archived": False,
    }


def shown_stage(stage: Stage) -> dict[str, Any]:
    """A stage in HubSpot's form; its probability and whether it is closed are texts there."""
    return {
        "id": stage.pk,
        "label": str(stage),
        "displayOrder": stage.display_order,
        "metadata": {
            "isClosed": "true" if stage.is_won or stage.is_lost else "false",
            "probability": plain(stage.probability),
        },
        "createdAt": moment(stage.created_at),
        "updatedAt": moment(stage.updated_at),
        "archived": False,
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
    }
