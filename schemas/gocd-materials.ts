import { MATERIAL, MATERIALS, MATERIAL_TYPE, type MaterialShape } from "../src/gocd/grammar/material.js";
import { requiredKeys } from "../src/gocd/grammar/shape.js";
import { propertiesOf, shapeSchema, textsOf } from "./gocd-keys.js";
import { refTo, type Schema } from "./json-schema.js";

/**
 * Returns the definitions of materials. A material is checked as the kind that GoCD reads it as, so that a key which
 * does not belong to this kind is reported at its place: the last selector wins, then comes `type`.
 */
export function materialDefinitions(): Schema {
  const shapes = Object.values(MATERIALS);
  const name = ({ kind }: MaterialShape) => refTo(`${kind}Material`);
  const selected = shapes
    .flatMap((shape) => shape.selectors.map((key) => [{ required: [key] }, name(shape)] as const))
    .reverse();
  const typed = shapes.map((shape) => {
    const type = { ...textsOf(MATERIAL_TYPE), const: shape.kind };
    return [{ required: ["type"], properties: { type } }, name(shape)] as const;
  });
  const chain = [...selected, ...typed].reduceRight<Schema>(
    (otherwise, [condition, material]) => ({ if: condition, then: material, else: otherwise }),
    refTo("emptyMaterial"),
  );
  return {
    material: { title: MATERIAL.title, description: MATERIAL.description, type: "object", ...chain },
    emptyMaterial: emptyMaterial(),
    ...Object.fromEntries(shapes.map((shape) => [`${shape.kind}Material`, materialSchema(shape)])),
  };
}

function materialSchema(shape: MaterialShape): Schema {
  const { kind, selectors, withType } = shape;
  const [first, second = withType] = selectors;
  const type = { ...textsOf(MATERIAL_TYPE), const: kind };
  return {
    ...shapeSchema(shape, [...(first === undefined ? ["type"] : []), ...requiredKeys(shape)]),
    properties: { type, ...propertiesOf(shape) },
    ...(first !== undefined &&
      second !== undefined && {
        if: { required: [first] },
        else: { required: withType === undefined ? [second] : ["type", second] },
      }),
  };
}

/** What a material without selector and type needs. Editors offer it for an empty material, `package` first. */
function emptyMaterial(): Schema {
  const { package: first, ...others } = propertiesOf(MATERIAL);
  const isSelector = (key: string) =>
    Object.values(MATERIALS).some(({ selectors }) => selectors.includes(key));
  return {
    // Editors show this text with the first thing that they offer, which is the required key.
    title: MATERIALS.package.title,
    description: MATERIALS.package.description,
    type: "object",
    additionalProperties: false,
    properties: {
      ...(first !== undefined && { package: first }),
      ...Object.fromEntries(Object.entries(others).filter(([key]) => isSelector(key))),
      type: { ...textsOf(MATERIAL_TYPE), enum: Object.keys(MATERIALS) },
    },
    required: ["package"],
  };
}
