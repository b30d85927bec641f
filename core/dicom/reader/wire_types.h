// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dicom/dicom_reader.h"
#include "core/dicom/headers.h"
#include "core/dicom/reader/wire.h"

/// How the values that cross the process boundary are taken apart. Each is unpacked by name, so that a member
/// that is added and not sent does not compile.
namespace iso {

namespace wire {  // where it is looked for: Eigen's own namespace is not ours
template <class Archive>
void visit(Archive& archive, Vector3& v) {
  archive(v.x(), v.y(), v.z());
}
}  // namespace wire

template <class Archive>
void visit(Archive& archive, Rescale& r) {
  auto& [slope, intercept] = r;
  archive(slope, intercept);
}
template <class Archive>
void visit(Archive& archive, WindowLevel& w) {
  auto& [center, width, function] = w;
  archive(center, width, function);
}
template <class Archive>
void visit(Archive& archive, LookupTable& t) {
  auto& [explanation, first, bits, entries] = t;
  archive(explanation, first, bits, entries);
}
template <class Archive>
void visit(Archive& archive, Palette& p) {
  auto& [red, green, blue] = p;
  archive(red, green, blue);
}
template <class Archive>
void visit(Archive& archive, PixelLayout& p) {
  auto& [rows, columns, frames, samples, bitsAllocated, bitsStored, highBit, isSigned, byPlane, bigEndian,
         number, photometric, transferSyntax, native, offset, tileRows, tileColumns, modalityLut, palette,
         fileSize] = p;
  archive(rows, columns, frames, samples, bitsAllocated, bitsStored, highBit, isSigned, byPlane, bigEndian,
          number, photometric, transferSyntax, native, offset, tileRows, tileColumns, modalityLut, palette,
          fileSize);
}
template <class Archive>
void visit(Archive& archive, SliceSource& s) {
  auto& [path, sopInstanceUid, frame, tile, instanceNumber, rescale, pixels] = s;
  archive(path, sopInstanceUid, frame, tile, instanceNumber, rescale, pixels);
}
template <class Archive>
void visit(Archive& archive, Patient& p) {
  auto& [id, name, sex, birthDate] = p;
  archive(id, name, sex, birthDate);
}
/// Of one file: without series.
template <class Archive>
void visit(Archive& archive, Study& s) {
  auto& [uid, date, description, institution, age, patient, series] = s;
  (void)series;
  archive(uid, date, description, institution, age, patient);
}
/// Of one file: without volumes and objects.
template <class Archive>
void visit(Archive& archive, Series& s) {
  auto& [uid, number, modality, description, frameOfReference, sopClass, instances, date, time, technique,
         volumes, objects, objectFiles] = s;
  (void)volumes;
  (void)objects;
  (void)objectFiles;
  archive(uid, number, modality, description, frameOfReference, sopClass, instances, date, time, technique);
}
template <class Archive>
void visit(Archive& archive, FrameHeader& f) {
  auto& [frame, tile, position, axes, spacing, rescale, imageType, thicknessMm, stackId, unit, inPatient,
         phaseKeys, temporalIsSeconds, windows, windowNames, voiLuts] = f;
  archive(frame, tile, position, axes, spacing, rescale, imageType, thicknessMm, stackId, unit, inPatient,
          phaseKeys, temporalIsSeconds, windows, windowNames, voiLuts);
}
template <class Archive>
void visit(Archive& archive, FileHeader& h) {
  auto& [path, kind, objectName, objectLabel, unsupported, truncated, lossy, geometryNote, sopInstanceUid,
         sopClassUid, seriesUid, studyUid, instanceNumber, acquisitionNumber, frameOffset, frameTimeMs, unit,
         type, padding, pixels, frames, study, series] = h;
  archive(path, kind, objectName, objectLabel, unsupported, truncated, lossy, geometryNote, sopInstanceUid,
          sopClassUid, seriesUid, studyUid, instanceNumber, acquisitionNumber, frameOffset, frameTimeMs, unit,
          type, padding, pixels, frames, study, series);
}
template <class Archive>
void visit(Archive& archive, FileDigest& d) {
  auto& [md5, frames, transferSyntax, reason, failed] = d;
  archive(md5, frames, transferSyntax, reason, failed);
}
template <class Archive>
void visit(Archive& archive, HeaderLine& l) {
  auto& [depth, group, element, vr, name, value, length] = l;
  archive(depth, group, element, vr, name, value, length);
}
template <class Archive>
void visit(Archive& archive, OverlayPlane& o) {
  auto& [label, rows, columns, originRow, originColumn, bits] = o;
  archive(label, rows, columns, originRow, originColumn, bits);
}
template <class Archive>
void visit(Archive& archive, Error& e) {
  auto& [code, message, subject] = e;
  archive(code, message, subject);
}

}  // namespace iso
