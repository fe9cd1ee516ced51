import { BUILTINS } from '@fastapi-mcp/python';

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Class names that modules beside an emitted model import or define; a model of that name would hide them. */
export const RESERVED_CLASSES: ReadonlySet<string> = new Set([
  ...BUILTINS,
  ...words(`
    Arguments Backend BackendClient Call Caller CIMultiDict Connections Effect ErrorDetails ErrorResponse ErrorType FileInput Handler Hints Identity Model
    CoreSchema GetJsonSchemaHandler ONE_OF OneOf PathSegment
    AudioContent BlobResourceContents CallTool CallToolResult ContentBlock DescribeTool EmbeddedResource Entry FieldInfo Fields
    FindTools ImageContent Index JsonObject JsonSchema Path Shape TextContent
    OMITTED OutputSchema Parts Redactor Response Returns Sent Settings Tool ToolFailure ValidationErrorDetail WholeBody WireName
    ABC Annotated Any Awaitable Callable ClassVar Final Generic Iterable Iterator Literal Mapping NamedTuple Never Optional
    Protocol Self Sequence TypeAlias TypeAliasType TypedDict TypeVar Union Unpack
    AliasChoices BaseModel BaseSettings ConfigDict Discriminator Field PrivateAttr RootModel SecretStr TypeAdapter
    ModelWrapValidatorHandler ValidationError ValidationInfo
    Decimal Enum IntEnum StrEnum UTC UUID
    A Exception None True False
  `),
]);

/** Names in snake case that emitted modules import or define: a tool of that name would hide them. */
export const RESERVED_FUNCTIONS: ReadonlySet<string> = new Set([
  ...BUILTINS,
  ...words(`
    after call_tool describe_tool error_result find_tools index kept kept_schema load_tool taken terms_of exchange redactor
    cached_property contextmanager from_json get_args get_origin import_module model_validator to_json
    args backend base client close_names config conftest credentials encoding errors failure failures identity init
    input_schema listing logs main oauth output_schema refused request response result_of results schemas server
    settings src sse streamable_http test tests tokens tool tools transport unknown_tool
    abc aiohttp anyio asyncio base64 binascii cache contextlib dataclass dataclasses date datetime difflib email enum field functools
    get_close_matches hashlib hmac http httpx2 inspect json jwt logging math mcp mcp_types multidict os pathlib pydantic pytest quote re
    replace src ssl starlette sys tenacity time timedelta typing types urllib uuid uvicorn warnings yarl
  `),
]);

/**
 * Field names that hide an attribute of `pydantic.BaseModel` (2.14) or of the emitted `Arguments`, or a type that other
 * annotations of the same class need: in `date: date | None = None` the second `date` is already None.
 */
export const RESERVED_FIELDS: ReadonlySet<string> = new Set(
  words(`
    construct copy dict from_orm json model_computed_fields model_config model_construct model_copy model_dump
    model_dump_json model_extra model_fields model_fields_set model_json_schema model_parametrized_name model_post_init
    model_rebuild model_validate model_validate_json model_validate_strings parse_file parse_obj parse_raw schema
    schema_json update_forward_refs validate fields
    sent wire wire_names whole_body cls self args backend
    bool bytes date datetime float int list set str time timedelta tuple
  `),
);
