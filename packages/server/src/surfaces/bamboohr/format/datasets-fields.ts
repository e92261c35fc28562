// The dataset `employee`: what its fields are called, which fields of the catalogue they show, and
// which entity they stand under. Facts, appendix D; names whose values nobody can keep here are not
// in the table. One line a field: name, field of the catalogue, label. Pure.
import type { Field } from '@joinery/sdk';

export interface DatasetField {
  name: string;
  label: string;
  /** Also the name of its history in `showHistory`. */
  entity: string;
  parent: string;
  /** Alias or number in the catalogue. */
  field: string;
  /** The currency of an amount stands in a field of its own. */
  part: 'value' | 'currency';
}

interface Entity {
  parent: string;
  /** History table, where rows can be shown one by one. */
  table?: string;
  lines: string;
}

const entities: Record<string, Entity> = {
  calculated: {
    parent: 'Calculated',
    lines: `
eeid id EEID
name fullName1 Name
firstNameLastName fullName1 First Name Last Name
lastFirstMiddlePreferredName fullName3 Last Name, First Name Middle Name (Preferred Name)
age age Age
birthday birthday Birthday
createdByUserId createdByUserId Created By User ID
employeePhoto photoUrl Employee Photo
lastChanged lastChanged Last Changed
lastChangedIso lastChanged Last Changed (ISO)
supervisorEid supervisorEId Supervisor EID
supervisorId supervisorId Supervisor ID
supervisorName supervisor Supervisor Name
supervisorEmail supervisorEmail Supervisor Email
terminationDate terminationDate Termination Date
acaStatus acaStatus ACA Status
jobLevel jobLevel Job Level
payBand payBand Pay Band`,
  },
  personal: {
    parent: 'Personal',
    lines: `
firstName firstName First Name
lastName lastName Last Name
lastNameFirstName fullName2 Last Name, First Name
middleName middleName Middle Name
preferredName preferredName Preferred Name
employeeNumber employeeNumber Employee #
dateOfBirth dateOfBirth Birth Date
gender gender Gender
maritalStatus maritalStatus Marital Status
nationality nationality Nationality
ssn ssn SSN
sin sin SIN
nin nin NIN
nationalId nationalId National ID
employeePronouns pronouns Pronouns
addressLineOne address1 Address Line 1
addressLineTwo address2 Address Line 2
city city City
state state State
zipcode zipcode ZIP Code
country country Country
email workEmail Work Email
homeEmail homeEmail Home Email
workPhone workPhone Work Phone
workPhoneExt workPhoneExtension Work Ext.
workExtension workPhoneExtension Work Extension
mobilePhone mobilePhone Mobile Phone
homePhone homePhone Home Phone
linkedinUrl linkedIn LinkedIn URL
facebookUrl facebook Facebook URL
instagramUrl instagram Instagram URL
pinterestUrl pinterest Pinterest URL
twitterFeed twitterFeed Twitter Feed
skypeUsername skypeUsername Skype Username
allergies allergies Allergies
dietaryRestrictions dietaryRestrictions Dietary Restrictions
shirtSize shirtSize Shirt Size
selfServiceAccess 1610 Self-service Access`,
  },
  job: {
    parent: 'Job',
    lines: `
hireDate hireDate Hire Date
originalHireDate originalHireDate Original Hire Date
ethnicity ethnicity Ethnicity
eeoJobCategory eeo EEO Job Category
flsaCode flsaCode FLSA Code
veteranStatus 4001 Veteran Status
payGroup payGroup Pay Group
standardHoursPerWeek standardHoursPerWeek Standard Hours per Week
accrualLevelStartDate 4175 Accrual Level Start Date
potentialBonusAnnualAmount amount Potential Bonus: Annual Amount
potentialBonusAnnualPercentage percentage Potential Bonus: Annual Percentage`,
  },
  defaultStatus: { parent: 'Status', lines: '\nstatus statusToday Status' },
  jobInformation: {
    parent: 'Job',
    table: 'jobInfo',
    lines: `
jobInformationEffectiveDate 4047 Job Information: Effective Date
jobInformationJobTitle jobTitle Job Information: Job Title
jobInformationDepartment department Job Information: Department
jobInformationDivision division Job Information: Division
jobInformationLocation location Job Information: Location
jobInformationReportsTo reportsTo Job Information: Reports To
teams teams Teams`,
  },
  employmentStatus: {
    parent: 'Job',
    table: 'employmentStatus',
    lines: `
employmentStatus employmentHistoryStatus Employment Status
employmentStatusEffectiveDate employeeStatusDate Employment Status: Effective Date
employmentStatusComment 4046 Employment Status: Comment
employmentStatusTerminationType 4313 Employment Status: Termination Type
employmentStatusTerminationReason 4314 Employment Status: Termination Reason
employmentStatusEligibleForRehire 4315 Employment Status: Eligible For Rehire
employmentStatusRegrettableOrNonRegrettable 4509 Employment Status: Regrettable
employmentStatusFTE 16.1 Employment Status: FTE
employmentStatusFinalPayDate 4601 Employment Status: Final Pay Date
employeeFinalPayDate 4601 Final Pay Date
employmentStatusEmployeeTaxType 4602 Employment Status: Employee Tax Type`,
  },
  compensation: {
    parent: 'Job',
    table: 'compensation',
    lines: `
compensationEffectiveDate payRateEffectiveDate Compensation: Effective Date
compensationPayRate payRate Compensation: Pay Rate
compensationPayRateCurrencyCode payRate/currency Compensation: Pay Rate - Currency Code
compensationPayType payType Compensation: Pay Type
compensationPaidPer payPer Compensation: Paid Per
compensationPaySchedule paySchedule Compensation: Pay Schedule
compensationOvertimeStatus exempt Compensation: Overtime Status
compensationOvertimeRate overtimeRate Compensation: Overtime Rate
compensationOvertimeRateCurrencyCode overtimeRate/currency Compensation: Overtime Rate - Currency Code
compensationChangeReason payChangeReason Compensation: Change Reason
compensationComments 4045 Compensation: Comments`,
  },
  bonus: {
    parent: 'Job',
    table: 'bonus',
    lines: `
bonusDate bonusDate Bonus: Date
bonusAmount bonusAmount Bonus: Amount
bonusAmountCurrencyCode bonusAmount/currency Bonus: Amount - Currency Code
bonusReason bonusReason Bonus: Reason
bonusComment bonusComment Bonus: Comment`,
  },
  commission: {
    parent: 'Job',
    table: 'commission',
    lines: `
commissionDate commissionDate Commission: Date
commissionAmount commissionAmount Commission: Amount
commissionAmountCurrencyCode commissionAmount/currency Commission: Amount - Currency Code
commissionComment commissionComment Commission: Comment`,
  },
  earnings: {
    parent: 'Job',
    table: 'earnings',
    lines: `
earningsDate earningsDate Earnings: Date
earningsPriorYearW2K1 earningsPriorYear Earnings: Prior Year
earningsPriorYearCurrencyCode earningsPriorYear/currency Earnings: Prior Year - Currency Code`,
  },
  emergency: {
    parent: 'Emergency',
    table: 'emergencyContacts',
    lines: `
emergencyContactName 158 Emergency Contact: Name
emergencyContactRelationship 160 Emergency Contact: Relationship
emergencyContactHomePhone 159 Emergency Contact: Home Phone
emergencyContactMobilePhone 693 Emergency Contact: Mobile Phone
emergencyContactWorkPhone 4044 Emergency Contact: Work Phone
emergencyContactWorkExt 4063 Emergency Contact: Work Ext.
emergencyContactEmail 2123 Emergency Contact: Email
emergencyContactStreet1 691 Emergency Contact: Street 1
emergencyContactStreet2 2124 Emergency Contact: Street 2
emergencyContactCity 692 Emergency Contact: City
emergencyContactState 690 Emergency Contact: State
emergencyContactZipCode 689 Emergency Contact: ZIP Code
emergencyContactCountry 3993 Emergency Contact: Country
emergencyContactPrimary 4604 Emergency Contact: Primary`,
  },
  hrisDependents: {
    parent: 'Benefits',
    table: 'dependents',
    lines: `
dependentFirstName 1923 Dependent: First Name
dependentMiddleName 1925 Dependent: Middle Name
dependentLastName 1924 Dependent: Last Name
dependentRelationship 1926 Dependent: Relationship
dependentGender 1927 Dependent: Gender
dependentBirthDate 1928 Dependent: Birth Date
dependentAddressLineOne 1929 Dependent: Address Line 1
dependentAddressLineTwo 1930 Dependent: Address Line 2
dependentCity 1931 Dependent: City
dependentState 1932 Dependent: State
dependentZip 1934 Dependent: ZIP Code
dependentCountry 3992 Dependent: Country
dependentSsn 1933 Dependent: SSN
dependentHomePhone 1935 Dependent: Home Phone
dependentSin 4605 Dependent: SIN
dependentIsUsCitizen 4606 Dependent: US Citizen
dependentIsStudent 4607 Dependent: Student`,
  },
  employeeVisa: {
    parent: 'Personal',
    table: 'employeeVisas',
    lines: `
visaDate 4169 Visa: Date
visaType 4170 Visa: Visa
visaIssuingCountry 4171 Visa: Issuing Country
visaIssuedDate 4172 Visa: Issued
visaExpirationDate 4173 Visa: Expiration
visaNote 4174 Visa: Note`,
  },
  passport: {
    parent: 'Personal',
    table: 'employeePassports',
    lines: `
passportNumber 4613 Passport: Number
passportIssuedDate 4614 Passport: Issued
passportExpiryDate 4615 Passport: Expiry
passportIssuingCountry 4616 Passport: Issuing Country`,
  },
  education: {
    parent: 'Personal',
    table: 'employeeEducation',
    lines: `
educationCollegeOrInstitution 4608 Education: College or Institution
educationDegree 4294 Education: Degree
educationMajorOrSpecialization 4611 Education: Major or Specialization
educationGpa 4612 Education: GPA
educationStartDate 4609 Education: Start Date
educationEndDate 4610 Education: End Date`,
  },
  certifications: {
    parent: 'Personal',
    table: 'employeeCertifications',
    lines: `
certificationCertificationTitle 4624 Certification: Title
certificationCompletionDate 4625 Certification: Completed
certificationCertificationNumber 4626 Certification: Number
certificationExpirationDate 4627 Certification: Expires
certificationNotes 4628 Certification: Notes`,
  },
  driverLicenseTable: {
    parent: 'Personal',
    table: 'employeeDriverLicenses',
    lines: `
driverLicenseTableNumber 4645 Driver License: Number
driverLicenseTableState 4646 Driver License: State
driverLicenseTableClassification 37 Driver License: Classification
driverLicenseTableExpiration 4647 Driver License: Expiration`,
  },
  employeeAssets: {
    parent: 'Assets',
    table: 'employeeAssets',
    lines: `
assetCategory 4617 Asset: Category
assetDescription 4618 Asset: Description
assetSerialNumber 4619 Asset: Serial #
assetDateLoaned 4620 Asset: Date Loaned
assetDateReturned 4621 Asset: Date Returned
assetCost 4622 Asset: Cost
assetCostCurrencyCode 4622/currency Asset: Cost - Currency Code
assetNotes 4623 Asset: Notes`,
  },
  employeeCreditCard: {
    parent: 'Assets',
    table: 'employeeCreditCards',
    lines: `
companyCreditCardType 4380 Company Credit Card: Type
companyCreditCardLastFour 4642 Company Credit Card: Last Four
companyCreditCardLimit 4644 Company Credit Card: Limit
companyCreditCardLimitCurrencyCode 4644/currency Company Credit Card: Limit - Currency Code`,
  },
  stockOptions: {
    parent: 'Job',
    table: 'employeeStockOptions',
    lines: `
stockOptionGrantDate 4629 Stock Option: Grant Date
stockOptionPlan 4630 Stock Option: Plan
stockOptionOptionPrice 4631 Stock Option: Price
stockOptionOptionPriceCurrencyCode 4631/currency Stock Option: Price - Currency Code
stockOptionGranted 4632 Stock Option: Granted
stockOptionVestingDate 4633 Stock Option: Vesting Date
stockOptionComments 4634 Stock Option: Comments`,
  },
  equity: {
    parent: 'Job',
    table: 'equity',
    lines: `
equityGrantDate 4635 Equity: Grant Date
equityGrantType 4515 Equity: Grant Type
equityCustomGrantTypeName 4636 Equity: Custom Grant Type
equityNumberOfEquityGranted 4637 Equity: Number Granted
equityStrikePrice 4638 Equity: Strike Price
equityStrikePriceCurrencyCode 4638/currency Equity: Strike Price - Currency Code
equityVestingStartDate 4639 Equity: Vesting Start Date
equityVestingSchedule 4519 Equity: Vesting Schedule
equityVestingMonths 4640 Equity: Vesting Months
equityCliffMonths 4641 Equity: Cliff Months`,
  },
  adp: {
    parent: 'ADP',
    lines: '\nadpCompanyCode adpCompanyCode ADP Company Code\nadpFileNumber adpFileNumber ADP File Number',
  },
  taxInformation: { parent: 'Personal', lines: '\ntaxId employeeTaxId Tax ID' },
  timeTracking: {
    parent: 'Time Tracking',
    lines: '\ntimeTrackingEnabled timeTrackingEnabled Time Tracking Enabled',
  },
};

export const employeeFields: readonly DatasetField[] = Object.entries(entities).flatMap(
  ([entity, { parent, lines }]) =>
    lines
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', source = '', ...label] = line.split(' ');
        const [field = '', part] = source.split('/');
        return {
          name,
          label: label.join(' '),
          entity,
          parent,
          field,
          part: part === 'currency' ? 'currency' : 'value',
        };
      }),
);

/** A company's own fields stand in the dataset under their numbers. */
export function customFields(fields: readonly Field[]): DatasetField[] {
  return fields
    .filter(({ custom, number }) => custom && number !== null)
    .map(({ number, name, table }) => ({
      name: `${table === null ? 'customField' : 'customTable'}${number}`,
      label: name,
      entity: table ?? 'custom',
      parent: 'Custom',
      field: String(number),
      part: 'value',
    }));
}

/** The table whose rows an entity shows one by one; a table of the company's own is its own entity. */
export function historyTable(entity: string, ownTables: readonly string[]): string | undefined {
  return entities[entity]?.table ?? ownTables.find((table) => table === entity);
}
